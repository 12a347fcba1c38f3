//! What runs in the browser: only where typing or pointing needs it.
//!
//! Every island stands in a page that is whole without it.

mod change_keys;
mod copy_button;
mod live_count;
mod live_wording;
mod pick_words;

pub use change_keys::ChangeKeys;
pub use copy_button::CopyButton;
pub use live_count::LiveCount;
pub use live_wording::LiveWording;
pub use pick_words::{PickWords, PickedWords};
