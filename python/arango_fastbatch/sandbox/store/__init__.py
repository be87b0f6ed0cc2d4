"""The data of a sandbox server: databases, collections, documents and indexes, in memory."""
