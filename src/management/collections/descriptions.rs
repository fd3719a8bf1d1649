//! The descriptions of the operations, as the OpenAPI document shows them.

/// Creating an entity.
pub(super) const CREATE: &str = "As a draft of version 1; nothing is published by it. With an `id` of your own the request can be sent again \
     safely: the second time answers 200 with what is there. Needs the role `author`.";

/// Reading a working copy.
pub(super) const GET: &str =
    "As editors last saved it, published or not. Its `ETag` is what `If-Match` wants. Needs the role `viewer`.";

/// Replacing the content.
pub(super) const REPLACE: &str = "The whole of it: what the body leaves out is gone afterwards. Nothing is published by it. Needs the role \
     `author`.";

/// Changing parts of the content.
pub(super) const UPDATE: &str = "By a JSON Merge Patch (RFC 7396): `null` clears, lists are replaced whole. Nothing is published by it. Needs the \
     role `author`.";

/// Publishing.
pub(super) const PUBLISH: &str = "Readers see the working copy as it stands from the moment this answers; every published document that carries it \
     follows. Where publishing needs an approval, its content and its `changeNote` do: submit it with the same. Needs \
     the role `editor`.";

/// Listing working copies.
pub(super) const LIST: &str = "Of any status, the latest written first. Needs the role `viewer`.";

/// Deleting an entity.
pub(super) const DELETE: &str = "It goes into the trash, and can be restored from there. Refused with 409 while it is published, or while others \
     refer to it, unless `force=true`: then it is taken back and taken out of them, each of which becomes a new \
     version; resources that lead to it go with it. Needs the role `author`; with force, or for what is scheduled, \
     `editor`.";

/// Unpublishing an entity.
pub(super) const UNPUBLISH: &str = "Readers get 410 for it from the moment this answers; the working copy stays. Refused with 409 while published \
     documents refer to it, unless `force=true`: then those are frozen again without it, until it is published again; \
     resources that lead to it are taken back with it. Where publishing needs an approval, an explanation and an \
     address elsewhere need one too: submit it with the same `unpublish`. Needs the role `editor`.";

/// Listing articles, which have sections.
pub(super) const LIST_ARTICLES: &str =
    "Of any status, the latest written first. An article is listed without its sections. Needs the role `viewer`.";

/// Deleting an article, which may be withdrawn.
pub(super) const DELETE_ARTICLE: &str = "It goes into the trash, and can be restored from there. Refused with 409 while it is published, or while others \
     refer to it, unless `force=true`: then it is taken back and taken out of them, each of which becomes a new \
     version; resources that lead to it go with it. What was withdrawn is shown no longer, and is 410. Needs the role \
     `author`; with force, or for what was withdrawn or is scheduled, `editor`.";

/// Unpublishing an article, which can be withdrawn or redirect.
pub(super) const UNPUBLISH_ARTICLE: &str = "Readers get 410 for it from the moment this answers, or what the body says: with `mode` `redirect` they are led \
     to the alternative, with `withdrawn` they get the article as it stood, with a notice. The working copy stays, \
     and how it was taken back is forgotten when it is published again. Sent for what was taken back already, it \
     changes the `mode`, the explanation and the alternative, except that what is not shown any more cannot be \
     withdrawn; nothing new to say is a 409. Refused with 409 while published documents refer to it, unless \
     `force=true`: then those are frozen again without it, until it is published again; resources that lead to it are \
     taken back with it. Where publishing needs an approval, an explanation and an address elsewhere need one too: \
     submit it with the same `unpublish`. Needs the role `editor`.";
