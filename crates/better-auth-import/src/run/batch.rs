//! One batch of rows of one table.

use std::collections::HashSet;

use better_auth_core::store::StoreError;

use super::Run;
use crate::error::ImportError;
use crate::report::{Reason, TableReport};
use crate::source::SourceRow;
use crate::tables::Plan;
use crate::target::{Row, Skip, Target};

impl Run<'_> {
    pub(super) async fn batch(
        &mut self,
        plan: &Plan,
        read: &[SourceRow],
        report: &mut TableReport,
    ) -> Result<(), ImportError> {
        let target = &plan.target;
        let rows = self.converted(plan, read, report)?;
        let rows = self.without_repeated_keys(target, rows, report);
        let rows = self.without_present(target, rows, report).await?;
        let rows = self.without_removed(target, rows, report).await?;
        let rows = self.without_orphans(target, rows, report).await?;
        let rows = self.without_duplicates(target, rows, report).await?;
        if self.dry_run {
            self.plan(target, &rows, report);
            return Ok(());
        }
        self.write(target, &rows, report).await
    }

    /// Where the key is not the id of the source, several rows of the source may have one.
    fn without_repeated_keys(
        &mut self,
        target: &Target,
        rows: Vec<Row>,
        report: &mut TableReport,
    ) -> Vec<Row> {
        if target.key == "id" {
            return rows;
        }
        // No index has that number.
        let seen = self.held.entry(usize::MAX).or_default();
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(key) = row.key(&[target.key]) else { continue };
            match seen.get(&key) {
                Some(first) => {
                    report.skip(row.id, Skip::by(Reason::Duplicate, first.as_str()));
                }
                None => {
                    seen.insert(key, row.id.clone());
                    kept.push(row);
                }
            }
        }
        kept
    }

    /// Rows that are there already stay as they are.
    async fn without_present(
        &self,
        target: &Target,
        rows: Vec<Row>,
        report: &mut TableReport,
    ) -> Result<Vec<Row>, ImportError> {
        let keys = rows.iter().filter_map(|row| row.get(target.key));
        let present = self.destination.existing(target.table, target.key, keys).await?;
        let is_there = |row: &Row| row.get(target.key).is_some_and(|key| present.contains(key));
        let (there, fresh): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_there);
        let refs: Vec<&Row> = there.iter().collect();
        let unchanged = self.destination.unchanged(target, &refs).await?;
        for row in &there {
            if row.get(target.key).is_some_and(|key| unchanged.contains(key)) {
                report.already_there += 1;
            } else {
                report.changed.push(row.id.clone());
            }
            report.remark(row);
        }
        Ok(fresh)
    }

    /// Rows that an earlier import took and that are gone: nobody who was deleted comes back, and no
    /// session that was ended.
    async fn without_removed(
        &self,
        target: &Target,
        rows: Vec<Row>,
        report: &mut TableReport,
    ) -> Result<Vec<Row>, ImportError> {
        let keys = rows.iter().filter_map(|row| row.get(target.key));
        let remembered = self.destination.remembered(target, keys).await?;
        let is_gone = |row: &Row| row.get(target.key).is_some_and(|key| remembered.contains(key));
        let (gone, fresh): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_gone);
        for row in gone {
            report.skip(row.id, Reason::RemovedHere.into());
        }
        Ok(fresh)
    }

    /// Rows whose user or organization was not taken.
    async fn without_orphans(
        &self,
        target: &Target,
        mut rows: Vec<Row>,
        report: &mut TableReport,
    ) -> Result<Vec<Row>, ImportError> {
        for parent in target.parents {
            let wanted: HashSet<&str> =
                rows.iter().filter_map(|row| row.get(parent.column)).collect();
            let there = self.destination.existing(parent.table, "id", wanted.into_iter()).await?;
            let planned = self.planned.get(parent.table);
            let is_there = |id: &str| {
                there.contains(id) || planned.is_some_and(|planned| planned.contains(id))
            };
            // A null refers to nobody.
            let stays = |row: &Row| row.get(parent.column).is_none_or(is_there);
            let (kept, orphans): (Vec<_>, Vec<_>) = rows.into_iter().partition(stays);
            for row in orphans {
                report.skip(row.id, Skip::by(Reason::NotThere, parent.column));
            }
            rows = kept;
        }
        Ok(rows)
    }

    /// Rows that want for themselves what another row has.
    async fn without_duplicates(
        &mut self,
        target: &Target,
        mut rows: Vec<Row>,
        report: &mut TableReport,
    ) -> Result<Vec<Row>, ImportError> {
        let indexes =
            target.uniques.iter().enumerate().filter(|(_, it)| it.columns != [target.key]);
        for (number, unique) in indexes {
            let keys: HashSet<_> = rows.iter().filter_map(|row| row.key(unique.columns)).collect();
            let holders = self.destination.holders(target, unique, &keys).await?;
            let held = self.held.entry(number).or_default();
            if !self.dry_run {
                held.clear();
            }
            let mut kept = Vec::with_capacity(rows.len());
            for row in rows {
                let key = row.key(unique.columns);
                let holder =
                    key.as_ref().and_then(|key| holders.get(key).or_else(|| held.get(key)));
                if let Some(holder) = holder {
                    report.skip(row.id, Skip::by(unique.reason, holder.as_str()));
                    continue;
                }
                if let Some(key) = key {
                    held.insert(key, row.id.clone());
                }
                kept.push(row);
            }
            rows = kept;
        }
        Ok(rows)
    }

    fn plan(&mut self, target: &Target, rows: &[Row], report: &mut TableReport) {
        let planned = self.planned.entry(target.table).or_default();
        planned.extend(rows.iter().filter_map(|row| row.get(target.key)).map(str::to_owned));
        for row in rows {
            report.taken += 1;
            report.remark(row);
        }
    }

    /// All in one transaction; one by one if the database does not take them all.
    async fn write(
        &self,
        target: &Target,
        rows: &[Row],
        report: &mut TableReport,
    ) -> Result<(), ImportError> {
        let all: Vec<&Row> = rows.iter().collect();
        match self.destination.insert(target, &all).await {
            Ok(()) => {
                report.taken += rows.len() as u64;
                rows.iter().for_each(|row| report.remark(row));
                return Ok(());
            }
            Err(error @ (StoreError::Unavailable(_) | StoreError::Busy(_))) => {
                return Err(error.into());
            }
            Err(_) => {}
        }
        for row in rows {
            match self.destination.insert(target, &[row]).await {
                Ok(()) => {
                    report.taken += 1;
                    report.remark(row);
                }
                Err(error @ (StoreError::Unavailable(_) | StoreError::Busy(_))) => {
                    return Err(error.into());
                }
                Err(error) => report.skip(row.id.clone(), refused(error)),
            }
        }
        Ok(())
    }
}

/// Without the database's own words: they may quote the row.
fn refused(error: StoreError) -> Skip {
    match error {
        StoreError::Conflict { index } => Skip::by(Reason::Refused, index),
        StoreError::MissingReference => Reason::NotThere.into(),
        _ => Reason::Refused.into(),
    }
}
