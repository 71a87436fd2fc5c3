//! Numbers as text, written into a part that grows.

use std::fmt::Write;

/// Beyond this, not every whole number is a float.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Adds a whole number.
pub(super) fn push_integer(out: &mut String, n: u64) {
    let mut digits = [b'0'; 20];
    let mut rest = n;
    let mut used = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
        used += 1;
        if rest == 0 {
            break;
        }
    }
    out.extend(digits.iter().skip(digits.len() - used).map(|b| char::from(*b)));
}

/// Adds a number in the shortest form that gives the same number when it is read.
pub(super) fn push_float(out: &mut String, n: f64) {
    if n > 0.0 && n < EXACT && n.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole, positive and small")]
        push_integer(out, n as u64);
    } else {
        // Writing into a text does not fail.
        let _ = write!(out, "{n}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_are_displayed() {
        for n in [0.0, -0.0, 1.0, 10.0, 46348.0, 0.1, 12.5, -3.0, 9_007_199_254_740_991.0, 1e20, 1e-7, 1.0 / 3.0] {
            let mut out = String::new();
            push_float(&mut out, n);
            assert_eq!(out, n.to_string());
        }
        for n in [0, 9, 10, 1_048_576, u64::MAX] {
            let mut out = String::new();
            push_integer(&mut out, n);
            assert_eq!(out, n.to_string());
        }
    }
}
