//! The kinds of events that an import emits.

use better_auth_core::event::EventKind;

/// An import began. What it takes is written from here on.
pub const IMPORT_STARTED: EventKind = EventKind::new("import.started");
/// An import came to its end. One that was started and not finished was broken off.
pub const IMPORT_FINISHED: EventKind = EventKind::new("import.finished");
