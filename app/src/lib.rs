//! The pages, islands and server functions of Substantive.
//!
//! Pages are documents: the server renders them whole, and they work without JavaScript.
//! Only what is in [`islands`] is compiled for the browser as well.
//!
//! - `request`: what one request knows; `Visit` for pages, `Sent` for forms.
//! - `address`: every address of the site in one place.
//! - `ui`: parts that pages are made of; `pages`: one file a page, in the order of the addresses;
//!   `acts`: server functions, one for every form.

#![recursion_limit = "256"]

pub mod islands;

#[cfg(feature = "ssr")]
pub mod acts;
#[cfg(feature = "ssr")]
pub mod address;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod request;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod ui;

/// Wakes the islands of the page that has just been loaded.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
