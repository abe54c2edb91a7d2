use std::fmt;

use better_auth_core::event::EventKind;
use better_auth_core::{Auth, RequestFacts};
use better_auth_diesel::DieselAdapter;

use crate::check;
use crate::error::ImportError;
use crate::kinds::{IMPORT_FINISHED, IMPORT_STARTED};
use crate::report::Report;
use crate::run::Run;
use crate::source::Source;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The table that is read, by its name in the source.
    pub table: &'a str,
    /// How many of its rows were read.
    pub done: u64,
    /// How many it has.
    pub rows: u64,
}

/// Rows in one transaction, unless the caller says otherwise. At most 26 values stand for a row,
/// and SQLite takes 32,766 of them in a statement.
const BATCH: usize = 500;
const MAX_BATCH: usize = 1000;

/// Takes what is in a [`Source`] over. It mails nobody, changes no row that is there already, and
/// may be run again: it goes on with what is new.
///
/// ```no_run
/// use better_auth_import::{Import, Source};
/// # async fn example(
/// #     auth: better_auth_core::Auth, adapter: better_auth_diesel::DieselAdapter,
/// # ) -> Result<(), Box<dyn std::error::Error>> {
/// let source = Source::open("sqlite://old.db").await?.secret(std::env::var("OLD_SECRET")?);
/// let report = Import::new(&auth, &adapter, &source).dry_run(true).run().await?;
/// println!("{report}");
/// # Ok(())
/// # }
/// ```
pub struct Import<'a> {
    auth: &'a Auth,
    adapter: &'a DieselAdapter,
    source: &'a Source,
    dry_run: bool,
    batch: usize,
    progress: Box<dyn FnMut(Progress<'_>) + Send + 'a>,
}

impl fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import")
            .field("source", &self.source)
            .field("adapter", &self.adapter)
            .field("dry_run", &self.dry_run)
            .field("batch", &self.batch)
            .finish_non_exhaustive()
    }
}

impl<'a> Import<'a> {
    /// An import into the database of that adapter, whose migrations have run. `auth` is that of
    /// the application, with its plugins, its declared fields and its secrets: what has to be
    /// encrypted is encrypted under them.
    pub fn new(auth: &'a Auth, adapter: &'a DieselAdapter, source: &'a Source) -> Self {
        let progress = Box::new(|_: Progress<'_>| {});
        Self { auth, adapter, source, dry_run: false, batch: BATCH, progress }
    }

    /// Reads and checks everything, and writes nothing. Default false.
    #[must_use]
    pub fn dry_run(mut self, dry: bool) -> Self {
        self.dry_run = dry;
        self
    }

    /// How many rows are read at once and written in one transaction, 1 to 1000. Default 500:
    /// enough that a transaction is worth its while, and few enough that others who write do not
    /// wait for long.
    #[must_use]
    pub fn batch(mut self, rows: usize) -> Self {
        self.batch = rows.clamp(1, MAX_BATCH);
        self
    }

    /// Is told after each batch how far it is.
    #[must_use]
    pub fn progress(mut self, tell: impl FnMut(Progress<'_>) + Send + 'a) -> Self {
        self.progress = Box::new(tell);
        self
    }

    /// Runs it.
    ///
    /// # Errors
    /// Before anything is written when the secret of the source is missing or wrong; later when one
    /// of the databases fails. What was taken until then stays, and the next run goes on.
    pub async fn run(mut self) -> Result<Report, ImportError> {
        let checked = check::secret(self.source).await?;
        self.tell(IMPORT_STARTED).await?;
        let mut report = Report { dry_run: self.dry_run, ..Report::default() };
        report.notes.extend(checked);
        let mut run = Run::new(self.auth, self.adapter, self.source, self.dry_run, self.batch);
        run.everything(&mut *self.progress, &mut report).await?;
        report.notes.extend(check::cookies(self.auth, self.source));
        self.tell(IMPORT_FINISHED).await?;
        Ok(report)
    }

    /// Writes an event to the audit log, if there is one.
    async fn tell(&self, kind: EventKind) -> Result<(), ImportError> {
        if self.dry_run {
            return Ok(());
        }
        let event = self.auth.event(kind, &RequestFacts::new(None, None));
        Ok(self.auth.record(self.auth.consequences([event])).await?)
    }
}
