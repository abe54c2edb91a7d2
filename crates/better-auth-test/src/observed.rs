use std::sync::{Arc, Mutex, PoisonError};

use better_auth_core::Event;
use better_auth_core::event::{EventKind, EventSink};

/// Every event that the application emitted.
#[derive(Debug, Clone, Default)]
pub struct Observed(Arc<Mutex<Vec<Event>>>);

impl Observed {
    /// The events so far, oldest first.
    pub fn all(&self) -> Vec<Event> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The events of one kind, oldest first.
    pub fn of_kind(&self, kind: EventKind) -> Vec<Event> {
        self.all().into_iter().filter(|event| event.kind == kind).collect()
    }
}

impl EventSink for Observed {
    fn record(&self, event: &Event) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone());
    }
}
