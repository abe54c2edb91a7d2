//! The walk of the rows: read, converted, compared with what is there, written.

mod batch;

use std::collections::{HashMap, HashSet};

use better_auth_core::Auth;
use better_auth_diesel::DieselAdapter;

use crate::destination::Destination;
use crate::error::ImportError;
use crate::import::Progress;
use crate::report::{
    Left, LeftColumn, LeftTable, Reason, RemarkedRow, Report, SkippedRow, TableReport,
};
use crate::source::{Source, SourceRow, Table, plain};
use crate::tables::{Context, LEFT, PLANS, Plan};
use crate::target::{Row, Skip, Stop};

type Tell<'t> = &'t mut (dyn FnMut(Progress<'_>) + Send);

/// One import under way.
pub(crate) struct Run<'a> {
    context: Context<'a>,
    source: &'a Source,
    destination: Destination<'a>,
    dry_run: bool,
    batch: usize,
    /// In a dry run: the keys of the rows that would be there, by table.
    planned: HashMap<&'static str, HashSet<String>>,
    /// Who has what is unique, of the rows of this table that are not in the database yet; by the
    /// number of the index.
    held: HashMap<usize, HashMap<Vec<String>, String>>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        auth: &'a Auth,
        adapter: &'a DieselAdapter,
        source: &'a Source,
        dry_run: bool,
        batch: usize,
    ) -> Self {
        let context = Context { auth, secrets: &source.secrets, now: auth.now() };
        let destination = Destination::new(adapter);
        let (planned, held) = Default::default();
        Self { context, source, destination, dry_run, batch, planned, held }
    }

    pub(crate) async fn everything(
        &mut self,
        tell: Tell<'_>,
        report: &mut Report,
    ) -> Result<(), ImportError> {
        if !self.dry_run {
            self.destination.prepare().await?;
        }
        let mut read = HashSet::new();
        for plan in PLANS {
            let Some(table) = self.source.catalog.table(plan.source) else { continue };
            read.insert(table.name.as_str());
            match self.obstacle(plan, table).await? {
                Some(reason) => report.left.push(self.left(table, reason).await?),
                None => report.tables.push(self.table(plan, table, tell).await?),
            }
        }
        for table in self.source.catalog.tables().filter(|it| !read.contains(it.name.as_str())) {
            let known = LEFT.iter().find(|(name, _)| plain(name) == plain(&table.name));
            let reason = known.map_or(Left::Unknown, |(_, reason)| *reason);
            report.left.push(self.left(table, reason).await?);
        }
        Ok(())
    }

    async fn obstacle(&self, plan: &Plan, table: &Table) -> Result<Option<Left>, ImportError> {
        if !plan.needs.iter().all(|column| table.has(column)) {
            return Ok(Some(Left::NotOfTheOriginal));
        }
        let there = self.destination.has_table(plan.target.table).await?;
        Ok((!there).then_some(Left::NoSuchTableHere))
    }

    async fn left(&self, table: &Table, reason: Left) -> Result<LeftTable, ImportError> {
        let rows = self.source.count(table, "1 = 1").await?;
        Ok(LeftTable { table: table.name.clone(), rows, reason })
    }

    async fn table(
        &mut self,
        plan: &Plan,
        table: &Table,
        tell: Tell<'_>,
    ) -> Result<TableReport, ImportError> {
        self.held.clear();
        let rows = self.source.count(table, "1 = 1").await?;
        let mut report =
            TableReport { table: plan.source.to_owned(), rows, ..TableReport::default() };
        report.left_columns = self.left_columns(plan, table).await?;
        let nameless =
            self.source.count(table, &format!("{} IS NULL", table.column("t", "id"))).await?;
        for _ in 0..nameless {
            report.skip(String::new(), Reason::BadId.into());
        }
        let extra = plan.extra.and_then(|sql| sql(&self.source.catalog, table));
        let (mut after, mut done) = (None, nameless);
        loop {
            let read =
                self.source.page(table, after.as_deref(), extra.as_deref(), self.batch).await?;
            let Some(last) = read.last() else { return Ok(report) };
            after = Some(last.id());
            done += read.len() as u64;
            self.batch(plan, &read, &mut report).await?;
            tell(Progress { table: &report.table, done, rows: rows.max(done) });
        }
    }

    /// The columns that have values and are not taken.
    async fn left_columns(
        &self,
        plan: &Plan,
        table: &Table,
    ) -> Result<Vec<LeftColumn>, ImportError> {
        let mut taken: HashSet<String> =
            plan.needs.iter().chain(plan.takes).map(|name| plain(name)).collect();
        let fields = (plan.fields)(self.context.auth).map(|fields| fields.fields());
        taken.extend(fields.into_iter().flatten().map(|field| plain(field.name())));
        let mut left = Vec::new();
        for column in table.columns().filter(|column| !taken.contains(&plain(column))) {
            let filled = format!("{} IS NOT NULL", table.column("t", column));
            let rows = self.source.count(table, &filled).await?;
            if rows > 0 {
                left.push(LeftColumn { column: column.to_owned(), rows });
            }
        }
        Ok(left)
    }

    fn converted(
        &self,
        plan: &Plan,
        read: &[SourceRow],
        report: &mut TableReport,
    ) -> Result<Vec<Row>, ImportError> {
        let mut rows = Vec::with_capacity(read.len());
        for row in read {
            match (plan.convert)(&self.context, row) {
                Ok(row) => rows.push(row),
                Err(Stop::Skip(skip)) => report.skip(row.id(), skip),
                Err(Stop::Random(error)) => return Err(error.into()),
            }
        }
        Ok(rows)
    }
}

impl TableReport {
    pub(crate) fn skip(&mut self, id: String, skip: Skip) {
        let Skip { reason, by } = skip;
        self.skipped.push(SkippedRow { id, reason, by });
    }

    fn remark(&mut self, row: &Row) {
        let of = |&remark| RemarkedRow { id: row.id.clone(), remark };
        self.remarks.extend(row.remarks.iter().map(of));
    }
}
