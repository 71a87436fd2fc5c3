//! Guesses the encoding of a text by its words: taken where only one encoding makes words of them, or where there are enough
//! of them to tell; else asked.

use super::candidates::{PossibleEncoding, candidates, likeliest};
use super::found::FoundEncoding;
use super::reading::{TextReading, first_telling_line};
use crate::edges::unreadable::{EncodingOption, Unreadable};
use crate::model::text_encoding::{EncodingTeller, TextEncoding};
use encoding_rs::Encoding;
use std::collections::BTreeSet;

/// How much of a text is looked at: lines that are not ASCII.
const SAMPLE_BYTES: usize = 64 << 10;
/// How much must speak for an encoding where another is as good: three words, or six characters of Chinese, Japanese or Korean.
const ENOUGH: usize = 6;
/// Where so much speaks for it, the detector is not wrong.
const PLENTY: usize = 20;

/// The encoding of a text that is neither ASCII nor UTF-8.
///
/// # Errors
/// Where several encodings are as likely, or none is likely: it is asked.
pub(super) fn guess(bytes: &[u8]) -> Result<FoundEncoding, Unreadable> {
    let sample = sample(bytes);
    let found = candidates(&sample);
    let Some((first, others)) = found.split_first() else { return Err(Unreadable::unknown_encoding()) };
    let is_mostly_words = first.reading.odd * 2 <= first.reading.words.len();
    let (text, has_unknown) = first.encoding.decode_without_bom_handling(bytes);
    if !is_mostly_words || has_unknown || others.iter().any(|other| is_near(first, other, &sample)) {
        return Err(asked(&found, &sample, bytes));
    }
    let said = TextEncoding {
        name: first.encoding.name().to_owned(),
        told_by: EncodingTeller::Words,
        line: first_telling_line(&text),
        unknown: 0,
    };
    Ok(FoundEncoding { encoding: first.encoding, said: Some(said) })
}

/// The lines of a text that are not ASCII, each once, as far as they are looked at.
fn sample(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut seen) = (Vec::new(), BTreeSet::new());
    for line in bytes.split(|b| matches!(b, b'\n' | b'\r')).filter(|line| !line.is_ascii()) {
        // A line may be as long as the file.
        let line = line.get(..line.len().min(SAMPLE_BYTES)).unwrap_or(line);
        if seen.insert(line) {
            out.extend_from_slice(line);
            out.push(b'\n');
        }
        if out.len() > SAMPLE_BYTES {
            break;
        }
    }
    out
}

/// Whether too little speaks for the first of two encodings.
fn is_near(first: &PossibleEncoding, other: &PossibleEncoding, sample: &[u8]) -> bool {
    let weight: usize = first.reading.words_not_in(&other.reading).map(TextReading::weight_of).sum();
    match weight {
        PLENTY.. => false,
        ENOUGH.. => a_half_tells(other, first, sample),
        _ => true,
    }
}

/// Whether one half of the lines, looked at by itself, tells the other of two encodings.
fn a_half_tells(other: &PossibleEncoding, first: &PossibleEncoding, sample: &[u8]) -> bool {
    (0..2).any(|half| {
        let lines: Vec<&[u8]> = sample.split(|b| *b == b'\n').skip(half).step_by(2).collect();
        let bytes = lines.join(&b'\n');
        let read = |encoding: &'static Encoding| encoding.decode_without_bom_handling(&bytes).0;
        let found = read(likeliest(&bytes));
        found == read(other.encoding) && found != read(first.encoding)
    })
}

/// The question which of several encodings it is, with the first line that tells them apart in each.
fn asked(found: &[PossibleEncoding], sample: &[u8], bytes: &[u8]) -> Unreadable {
    let texts: Vec<Vec<&str>> = found.iter().map(|c| c.reading.text.split('\n').collect()).collect();
    let lines = texts.first().map_or(0, Vec::len);
    let telling = (0..lines).find(|at| {
        let mut said: Vec<Option<&&str>> = texts.iter().map(|lines| lines.get(*at)).collect();
        said.dedup();
        said.len() > 1
    });
    let at = telling.unwrap_or_default();
    let options = found.iter().zip(&texts).take(4).map(|(candidate, lines)| EncodingOption {
        name: candidate.encoding.name().to_owned(),
        line: lines.get(at).copied().unwrap_or_default().to_owned(),
    });
    let shown = sample.split(|b| *b == b'\n').nth(at).unwrap_or_default();
    let before = memchr::memmem::find(bytes, shown).and_then(|start| bytes.get(..start)).unwrap_or_default();
    let number = u32::try_from(String::from_utf8_lossy(before).lines().count()).unwrap_or(u32::MAX).saturating_add(1);
    Unreadable::unsure_encoding(number, &options.collect::<Vec<_>>())
}
