//! The network: which addresses may be reached, and recordings fetched from them.
//!
//! [`Policy`] keeps those who name addresses from reaching what only this machine can reach. Every
//! request to such an address goes by way of a [`Target`], which holds on to what was judged.

mod aside;
mod fetch;
mod name;
mod policy;
mod target;
#[cfg(test)]
pub(crate) mod testing;

pub(crate) use aside::{Body, Ended, Wait, aside};
pub use fetch::{Download, FetchError, Limits, fetch};
pub use policy::{Policy, PolicyError, Refused, Rules};
pub use target::{Target, bare, without_credentials};
