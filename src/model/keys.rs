//! The keys by which things are known from run to run. Each has a type of its own, so that one can't be given where another
//! is meant. A key is text that is shared: cloning it copies no text.

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};
use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

macro_rules! keys {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$meta])*
        ///
        /// It prints, compares, sorts, hashes and serializes as its text.
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Its text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether there is none.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&*self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<&$name> for $name {
            fn from(key: &$name) -> Self {
                key.clone()
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                *self.0 == *text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                *self.0 == **text
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(SharedText).map(Self)
            }
        }
    )+ };
}

keys! {
    /// The id of a copy: the name of its file without the ending, `raid.ada.1`.
    CopyId,
    /// The key of a column, which is the key of a field in every record of its sheet: `owner`.
    FieldKey,
    /// The key of a record in its sheet: the row key under which it came first. People don't see it; they know its ID.
    RecordKey,
    /// The key of a sheet, unique across all templates: `risks`.
    SheetKey,
}

struct SharedText;

impl Visitor<'_> for SharedText {
    type Value = Arc<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Arc<str>, E> {
        Ok(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_key_prints_as_its_text() {
        let text = "a \"b\"\n";
        let key = CopyId::from(text);
        assert_eq!((format!("{key}"), format!("{key:?}")), (text.to_owned(), format!("{text:?}")));
        assert_eq!(format!("[{key:>8}]"), format!("[{text:>8}]"));
    }

    #[test]
    fn a_key_is_stored_as_its_text() {
        let key = CopyId::from("raid.ada.1");
        let stored = serde_json::to_string(&BTreeMap::from([(key.clone(), key.clone())])).unwrap();
        assert_eq!(stored, r#"{"raid.ada.1":"raid.ada.1"}"#);
        assert_eq!(
            serde_json::from_str::<BTreeMap<CopyId, CopyId>>(&stored).unwrap(),
            [(key.clone(), key.clone())].into()
        );
        let packed = postcard::to_stdvec(&key).unwrap();
        assert_eq!(packed, postcard::to_stdvec("raid.ada.1").unwrap());
        assert_eq!(postcard::from_bytes::<CopyId>(&packed).unwrap(), key);
        assert!(serde_json::from_str::<CopyId>("1").is_err());
    }

    #[test]
    fn keys_are_looked_up_and_sorted_as_their_texts() {
        let texts = ["b", "", "B", "é", "a"];
        let keys: BTreeMap<CopyId, usize> = texts.iter().enumerate().map(|(n, text)| ((*text).into(), n)).collect();
        let plain: BTreeMap<&str, usize> = texts.iter().enumerate().map(|(n, text)| (*text, n)).collect();
        assert!(keys.iter().map(|(key, n)| (key.as_str(), n)).eq(plain.iter().map(|(text, n)| (*text, n))));
        assert_eq!((keys.get("é"), keys.get("c")), (Some(&3), None));
        let hashed: indexmap::IndexMap<CopyId, usize> = keys.into_iter().collect();
        assert_eq!((hashed.get("é"), hashed.get("c")), (Some(&3), None));
        let key = CopyId::from("a");
        assert!(key == "a" && key == *"a" && key != "b" && key != *"b");
        assert!(CopyId::default().is_empty() && !key.is_empty());
    }
}
