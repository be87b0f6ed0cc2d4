"""The asyncio client for ArangoDB that batches at a small multiple of what the bytes cost."""
