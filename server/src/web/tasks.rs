//! Pages are rendered in tasks of their own; these belong to the request that they are for.

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use tracing::Instrument as _;

struct Tasks;

impl CustomExecutor for Tasks {
    fn spawn(&self, task: PinnedFuture<()>) {
        tokio::spawn(task.in_current_span());
    }

    fn spawn_local(&self, task: PinnedLocalFuture<()>) {
        tokio::task::spawn_local(task.in_current_span());
    }

    fn poll_local(&self) {}
}

/// Says on which runtime pages are rendered, and that what is logged there carries the id of its request. A second
/// call, as in tests, changes nothing.
pub fn start() {
    let _ = Executor::init_custom_executor(Tasks);
}
