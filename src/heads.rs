//! The table of request heads that many batches share.

use std::sync::{Arc, PoisonError, RwLock};

use crate::error::{Error, Result};
use crate::http::RequestHead;

/// Heads by number. Clones are handles to one table; heads are added, never changed.
#[derive(Debug, Clone, Default)]
pub struct HeadTable(Arc<RwLock<Vec<Arc<RequestHead>>>>);

impl HeadTable {
    /// Adds a head and names its number, a new one also for a head that is there already: who
    /// tells kinds of requests apart by number may have two kinds with one head.
    pub fn add(&self, head: RequestHead) -> Result<u32> {
        let mut heads = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let number = u32::try_from(heads.len()).ok().filter(|&n| n < u32::MAX);
        let number = number.ok_or_else(|| Error::Value("the head table is full".into()))?;
        heads.push(Arc::new(head));
        Ok(number)
    }

    /// The head of a number.
    pub fn get(&self, number: u32) -> Result<Arc<RequestHead>> {
        let heads = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = heads.get(number as usize).cloned();
        found.ok_or_else(|| {
            let size = heads.len();
            Error::Index(format!("head {number} of a table of {size}"))
        })
    }

    /// How many heads there are.
    #[must_use]
    pub fn len(&self) -> usize {
        let heads = self.0.read().unwrap_or_else(PoisonError::into_inner);
        heads.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
