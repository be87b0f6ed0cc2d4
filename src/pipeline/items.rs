//! The answer to merged requests, taken apart into the answers of each.

use super::{Begun, Pipeline};
use crate::answers::Arriving;
use crate::batch::Batch;
use crate::error::Result;

impl Pipeline {
    /// Keeps the items of an answer, each as the answer to its record.
    pub(super) fn split(
        &mut self,
        batch: &mut Batch,
        request: Begun,
        answer: &Arriving,
        head: &[u8],
    ) -> Result<()> {
        let _ = (batch, request, answer, head);
        Err(self.malformed("not an array of as many items as were asked for"))
    }
}
