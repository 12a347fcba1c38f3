//! The engine as a bare WebAssembly module.
//!
//! `room` makes room for an input and says where; `answer` takes what was written there, puts the
//! answer in its place, and says how long it is; `at` says where it is.
#![expect(
    unsafe_code,
    reason = "to give a function its plain name counts as unsafe; nothing else here is"
)]

use std::sync::{Mutex, MutexGuard, PoisonError};

static ROOM: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn the_room() -> MutexGuard<'static, Vec<u8>> {
    ROOM.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes room for so many bytes, and says where.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> usize {
    let mut room = the_room();
    room.clear();
    room.resize(length, 0);
    room.as_ptr().addr()
}

/// Answers what stands in the room, and says how long the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    let mut room = the_room();
    *room = proof::answer::answer(&room).into_bytes();
    room.len()
}

/// Says where the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn at() -> usize {
    the_room().as_ptr().addr()
}
