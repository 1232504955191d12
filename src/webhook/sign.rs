//! Signatures: what proves to a receiver that a message is from us, and when it was sent.

use std::fmt;

use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, Engine as _};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// What begins a secret that is written in base64.
const PREFIX: &str = "whsec_";

/// A secret that can't be used; the error doesn't repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a webhook secret that begins with {PREFIX} must go on in base64")]
pub struct BadSecret;

/// The secrets shared with receivers. While one is replaced, both the old and the new are in use.
#[derive(Clone, Default)]
pub struct Secrets(Vec<Hmac<Sha256>>);

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Secrets({})", self.0.len())
    }
}

impl Secrets {
    /// Reads secrets with spaces between them: `whsec_` and base64, or else any text, whose bytes
    /// are the secret.
    ///
    /// # Errors
    /// When one begins with `whsec_` and doesn't go on in base64.
    pub fn parse(text: &str) -> Result<Self, BadSecret> {
        let keys = text.split_whitespace().map(|secret| {
            let bytes = match secret.strip_prefix(PREFIX) {
                Some(encoded) => {
                    let encoded = encoded.trim_end_matches('=');
                    let bytes = BASE64_STANDARD_NO_PAD.decode(encoded);
                    bytes.ok().filter(|bytes| !bytes.is_empty())
                }
                None => Some(secret.as_bytes().to_vec()),
            };
            Hmac::new_from_slice(&bytes.ok_or(BadSecret)?).map_err(|_| BadSecret)
        });
        keys.collect::<Result<_, _>>().map(Self)
    }

    /// Whether there is none, and messages go unsigned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of `webhook-signature`: a signature per secret, with spaces between them.
    /// `timestamp` is in seconds since 1970.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let signature = |key: &Hmac<Sha256>| {
            let mut mac = key.clone();
            mac.update(format!("{id}.{timestamp}.").as_bytes());
            mac.update(body);
            let code = BASE64_STANDARD.encode(mac.finalize().into_bytes());
            format!("v1,{code}")
        };
        let signatures: Vec<String> = self.0.iter().map(signature).collect();
        signatures.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const TIME: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    fn sign(secrets: &str) -> String {
        let secrets = Secrets::parse(secrets).expect("good secrets");
        secrets.sign(ID, TIME, BODY)
    }

    #[test]
    fn signatures_are_those_of_the_standard() {
        // The known answer of the Standard Webhooks libraries.
        let known = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert_eq!(sign(secret), known);
        // By Python's hmac.
        let plain = "v1,9dkb5CsodNMalk3iyQGmHXCNWxDXknDsYH3b2NQje5Y=";
        assert_eq!(sign("plain-text"), plain);
        assert_eq!(
            sign(&format!(" {secret}  plain-text ")),
            format!("{known} {plain}")
        );
        // The bytes "plain-text", with and without padding.
        assert_eq!(sign("whsec_cGxhaW4tdGV4dA=="), plain);
        assert_eq!(sign("whsec_cGxhaW4tdGV4dA"), plain);
        assert_eq!(sign(""), "");
    }

    #[test]
    fn bad_secrets_are_refused_and_good_ones_not_shown() {
        for text in ["whsec_", "whsec_ä", "good whsec_a-b_c", "whsec_==="] {
            assert_eq!(Secrets::parse(text).err(), Some(BadSecret), "{text}");
        }
        let secrets = Secrets::parse("opensesame").expect("a secret");
        assert!(!secrets.is_empty() && Secrets::parse(" ").expect("none").is_empty());
        assert_eq!(format!("{secrets:?}"), "Secrets(1)");
    }
}
