//! The parts that pages are made of.

pub mod form;
pub mod lines;
pub mod page;
pub mod page_title;
pub mod parts;
pub mod said;
pub mod text_field;
