//! Queries that several endpoints of delivery share.

pub(super) mod changes;
pub(super) mod date_filter;
pub(super) mod documents;
pub(super) mod gone;
pub(super) mod keyset;
pub(super) mod reference_filter;
pub(super) mod region_filter;
pub(super) mod slug_owners;
pub(super) mod topics;
