//! The table of request heads that many batches share.

use std::sync::{Arc, PoisonError, RwLock};

use crate::error::{Error, Result};
use crate::http::RequestHead;

/// Heads by number. Clones are handles to one table; heads are added, never changed.
#[derive(Debug, Clone, Default)]
pub struct HeadTable(Arc<RwLock<Vec<Arc<Head>>>>);

/// The head of a kind of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub request: RequestHead,
    /// How neighbours of this kind become one request; None: they do not.
    pub merge: Option<Merge>,
}

/// How neighbours of a kind become one request for many documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    pub kind: MergeKind,
    /// The head of the one request.
    pub head: RequestHead,
    /// The status of a conflict where the document named a revision.
    pub conflict: u16,
}

/// What a kind of requests does to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeKind {
    Insert,
    Update,
    Replace,
    Delete,
    Get,
}

impl MergeKind {
    /// Takes a kind by its name.
    pub fn new(name: &str) -> Result<Self> {
        Ok(match name {
            "insert" => Self::Insert,
            "update" => Self::Update,
            "replace" => Self::Replace,
            "delete" => Self::Delete,
            "get" => Self::Get,
            _ => {
                return Err(Error::Value(format!(
                    "{name:?} is no kind of request that is merged"
                )));
            }
        })
    }

    /// The method of the request for many documents.
    #[must_use]
    pub fn method(self) -> &'static str {
        match self {
            Self::Insert => "POST",
            Self::Update => "PATCH",
            // Reading by an array of keys is a PUT, too.
            Self::Replace | Self::Get => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Whether a document is the body of a request of this kind; else only its key is named.
    #[must_use]
    pub fn has_document(self) -> bool {
        matches!(self, Self::Insert | Self::Update | Self::Replace)
    }
}

impl Merge {
    /// How requests of a kind become one to `target`, with the fields that each of them has.
    pub fn new<N: AsRef<str>, V: AsRef<str>>(
        kind: MergeKind,
        target: &str,
        fields: &[(N, V)],
        conflict: u16,
    ) -> Result<Self> {
        let head = RequestHead::new(kind.method(), target, "", fields)?;
        Ok(Self {
            kind,
            head,
            conflict,
        })
    }
}

impl From<RequestHead> for Head {
    fn from(request: RequestHead) -> Self {
        let merge = None;
        Self { request, merge }
    }
}

impl HeadTable {
    /// Adds a head and names its number, a new one also for a head that is there already: who
    /// tells kinds of requests apart by number may have two kinds with one head.
    pub fn add(&self, head: impl Into<Head>) -> Result<u32> {
        let mut heads = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let number = u32::try_from(heads.len()).ok().filter(|&n| n < u32::MAX);
        let number = number.ok_or_else(|| Error::Value("the head table is full".into()))?;
        heads.push(Arc::new(head.into()));
        Ok(number)
    }

    /// The head of a number.
    pub fn get(&self, number: u32) -> Result<Arc<Head>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_requests_has_a_name_and_a_method() {
        for (name, method, has_document) in [
            ("insert", "POST", true),
            ("update", "PATCH", true),
            ("replace", "PUT", true),
            ("delete", "DELETE", false),
            ("get", "PUT", false),
        ] {
            let kind = MergeKind::new(name).unwrap();
            assert_eq!((kind.method(), kind.has_document()), (method, has_document));
            let merge = Merge::new(kind, "/c?x", &[("a", "b")], 412).unwrap();
            let text = format!("{method} /c?x HTTP/1.1\r\na: b\r\n\r\n");
            assert_eq!(merge.head.text(b""), text.as_bytes());
        }
        assert!(MergeKind::new("Insert").is_err());
        assert!(Merge::new(MergeKind::Get, "", &[("a", "b")], 412).is_err());
    }
}
