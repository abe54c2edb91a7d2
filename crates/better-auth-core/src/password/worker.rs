//! The work of one hash, on a thread that may block.

use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq;

use super::hasher::Verdict;
use super::phc::{Cost, Phc};
use super::scrypt::ImportedHash;
use super::{Password, PasswordHash};
use crate::random::{Random, RandomError};

/// Bytes of salt and hash, as RFC 9106, 4 recommends.
const SALT_LENGTH: usize = 16;
const HASH_LENGTH: usize = 32;

/// What the workers share: the cost of a fresh hash, and the memory of those who rest.
pub(super) struct Bench {
    cost: Cost,
    free: Mutex<Vec<Vec<Block>>>,
}

/// What goes wrong with a hash that is well-formed.
#[derive(Debug, thiserror::Error)]
pub(super) enum WorkError {
    /// No salt.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The system gave no memory.
    #[error("no memory for a password hash: {0}")]
    Memory(#[from] std::collections::TryReserveError),
    /// Argon2 does not take what was checked before: a bug.
    #[error("Argon2 refused checked parameters: {0}")]
    Argon2(argon2::Error),
}

impl Bench {
    pub(super) fn new(cost: Cost) -> Self {
        Self { cost, free: Mutex::default() }
    }

    /// A new hash.
    pub(super) fn hash(
        &self,
        password: &Password,
        random: &dyn Random,
    ) -> Result<PasswordHash, WorkError> {
        let salt = random.bytes::<SALT_LENGTH>()?.to_vec();
        let mut hash = vec![0; HASH_LENGTH];
        self.argon2(self.cost, password, &salt, &mut hash)?;
        Ok(PasswordHash(Phc { cost: self.cost, salt, hash }.write()))
    }

    /// Verifies. Without a hash, or with one that is none, the work of a fresh one is done.
    pub(super) fn verify(
        &self,
        password: &Password,
        stored: Option<&PasswordHash>,
        random: &dyn Random,
    ) -> Result<Verdict, WorkError> {
        let stored = stored.map_or("", |hash| hash.as_str());
        let (right, fresh) = if let Some(phc) = Phc::parse(stored) {
            (self.verify_phc(password, &phc)?, self.is_fresh(&phc))
        } else if let Some(imported) = ImportedHash::parse(stored) {
            (imported.verify(password.as_bytes()), false)
        } else {
            let mut hash = [0; HASH_LENGTH];
            self.argon2(self.cost, password, &[0; SALT_LENGTH], &mut hash)?;
            std::hint::black_box(hash);
            return Ok(Verdict::Wrong);
        };
        Ok(match (right, fresh) {
            (false, _) => Verdict::Wrong,
            (true, true) => Verdict::Right,
            (true, false) => Verdict::RightButStale(self.hash(password, random)?),
        })
    }

    fn verify_phc(&self, password: &Password, phc: &Phc) -> Result<bool, WorkError> {
        let mut hash = zeroize::Zeroizing::new(vec![0; phc.hash.len()]);
        self.argon2(phc.cost, password, &phc.salt, &mut hash)?;
        Ok(hash.ct_eq(&phc.hash).into())
    }

    fn is_fresh(&self, phc: &Phc) -> bool {
        phc.cost == self.cost && phc.salt.len() >= SALT_LENGTH && phc.hash.len() == HASH_LENGTH
    }

    fn argon2(
        &self,
        cost: Cost,
        password: &Password,
        salt: &[u8],
        hash: &mut [u8],
    ) -> Result<(), WorkError> {
        let params =
            Params::new(cost.memory_kib, cost.iterations, cost.parallelism, Some(hash.len()))
                .map_err(WorkError::Argon2)?;
        let mut memory = self.take(params.block_count())?;
        let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(password.as_bytes(), salt, hash, &mut memory);
        self.give_back(memory);
        done.map_err(WorkError::Argon2)
    }

    fn take(&self, blocks: usize) -> Result<Vec<Block>, WorkError> {
        let mut memory =
            self.free.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        if memory.len() < blocks {
            memory.try_reserve_exact(blocks - memory.len())?;
            memory.resize(blocks, Block::new());
        }
        Ok(memory)
    }

    /// Keeps the memory of a fresh hash, not that of a larger one that was imported.
    fn give_back(&self, mut memory: Vec<Block>) {
        memory.truncate(self.cost.memory_kib as usize);
        memory.shrink_to_fit();
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
    }

    /// KiB of memory that is kept.
    #[cfg(test)]
    pub(super) fn kept_kib(&self) -> usize {
        self.free.lock().unwrap().iter().map(Vec::capacity).sum()
    }
}
