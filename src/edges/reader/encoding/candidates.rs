//! The encodings that a text may be in, each with what the text then says.

use super::reading::TextReading;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

/// Countries' domains. Where the detector's answer for one of them is another than without, the text is short of evidence.
const COUNTRIES: [&str; 11] = ["fr", "pl", "cz", "ru", "gr", "tr", "lt", "jp", "cn", "tw", "kr"];
/// What Excel saves in most of the countries in which it saves no UTF-8. The detector may not name them for a short text.
const USUAL: [&Encoding; 3] = [WINDOWS_1252, WINDOWS_1250, WINDOWS_1251];
/// What the detector does not know.
const RARE: [&Encoding; 2] = [ISO_8859_15, MACINTOSH];

/// An encoding, and what the text says in it.
pub(super) struct PossibleEncoding {
    pub(super) encoding: &'static Encoding,
    pub(super) reading: TextReading,
}

/// The detector's answer for a sample of a text.
pub(super) fn likeliest(sample: &[u8]) -> &'static Encoding {
    detector(sample).guess(None, Utf8Detection::Deny)
}

/// The candidates of which the fewest words are no words. The likeliest comes first; each says something else.
pub(super) fn candidates(sample: &[u8]) -> Vec<PossibleEncoding> {
    let detector = detector(sample);
    let near = COUNTRIES.iter().map(|country| detector.guess(Some(country.as_bytes()), Utf8Detection::Deny));
    let likeliest = detector.guess(None, Utf8Detection::Deny);
    let mut found = Vec::new();
    add_readings(
        &mut found,
        sample,
        std::iter::once(likeliest).chain(USUAL.into_iter().take(1)).chain(near).chain(USUAL),
    );
    // What seems likeliest makes no words, so it may be one that the detector does not know.
    if found.first().is_none_or(|c| c.reading.odd > 0) {
        add_readings(&mut found, sample, RARE.into_iter());
    }
    let fewest = found.iter().map(|c| c.reading.odd).min().unwrap_or_default();
    found.retain(|c| c.reading.odd == fewest);
    found
}

fn detector(sample: &[u8]) -> EncodingDetector {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector
}

/// Adds what the text says in some encodings, unless it says the same in another.
fn add_readings(found: &mut Vec<PossibleEncoding>, sample: &[u8], encodings: impl Iterator<Item = &'static Encoding>) {
    for encoding in encodings {
        if found.iter().any(|c| c.encoding == encoding) {
            continue;
        }
        let text = encoding.decode_without_bom_handling(sample).0.into_owned();
        match found.iter_mut().find(|c| c.reading.text == text) {
            // Of several that say the same, the one that people know.
            Some(same) if USUAL.contains(&encoding) && !USUAL.contains(&same.encoding) => same.encoding = encoding,
            Some(_) => {}
            None => found.extend(TextReading::of(text).map(|reading| PossibleEncoding { encoding, reading })),
        }
    }
}
