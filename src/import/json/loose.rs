//! JSON values that may be of any type: what fits is kept, the rest is read over without storing.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::MAX_LINES;

/// What a list with too many elements is refused with.
pub(super) const TOO_LONG: &str = "more segments than a transcript has";

/// A number or a text; anything else is [`Scalar::Other`].
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Scalar {
    Number(f64),
    Text(String),
    #[default]
    Other,
}

impl Scalar {
    /// The finite number, where it is one.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) if number.is_finite() => Some(*number),
            _ => None,
        }
    }

    /// The text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text, or the number written out.
    pub(super) fn shown(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Other => None,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Any(scalar, _) =
            deserializer.deserialize_any(Shape::<IgnoredAny>::new(false, false))?;
        Ok(scalar)
    }
}

/// An object where there is one.
#[derive(Debug)]
pub(super) struct Object<T>(pub(super) Option<T>);

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Any(_, value) = deserializer.deserialize_any(Shape::new(true, false))?;
        Ok(Self(value))
    }
}

/// A list where there is one, of at most [`MAX_LINES`] elements.
#[derive(Debug)]
pub(super) struct List<T>(pub(super) Option<Vec<T>>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Any(_, value) = deserializer.deserialize_any(Shape::<Bounded<T>>::new(false, true))?;
        Ok(Self(value.map(|bounded| bounded.0)))
    }
}

/// What a value turned out to be.
pub(super) struct Any<T>(pub(super) Scalar, pub(super) Option<T>);

/// Takes any value; objects and lists become a `T` if they are asked for.
pub(super) struct Shape<T> {
    objects: bool,
    lists: bool,
    kind: PhantomData<T>,
}

impl<T> Shape<T> {
    pub(super) fn new(objects: bool, lists: bool) -> Self {
        Self {
            objects,
            lists,
            kind: PhantomData,
        }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Shape<T> {
    type Value = Any<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Any(Scalar::Other, None))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Any(Scalar::Other, None))
    }

    #[expect(clippy::cast_precision_loss, reason = "whole times are far below 2^53")]
    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Any(Scalar::Number(number as f64), None))
    }

    #[expect(clippy::cast_precision_loss, reason = "whole times are far below 2^53")]
    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Any(Scalar::Number(number as f64), None))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Any(Scalar::Number(number), None))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Any(Scalar::Text(text.to_owned()), None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        if self.objects {
            let value = T::deserialize(MapAccessDeserializer::new(map))?;
            return Ok(Any(Scalar::Other, Some(value)));
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Any(Scalar::Other, None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        if self.lists {
            let value = T::deserialize(SeqAccessDeserializer::new(list))?;
            return Ok(Any(Scalar::Other, Some(value)));
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Any(Scalar::Other, None))
    }
}

/// The elements of a list, which has an end.
struct Bounded<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Bounded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_seq(Elements(PhantomData))
            .map(Self)
    }
}

struct Elements<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element()? {
            if elements.len() == MAX_LINES {
                return Err(A::Error::custom(TOO_LONG));
            }
            elements.push(element);
        }
        Ok(elements)
    }
}
