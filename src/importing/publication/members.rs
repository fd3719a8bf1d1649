//! The members of metadata that are about publication, in the words of many programs.

/// The meaning of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldRule {
    /// The document is public unless it is true.
    PrivateIfTrue,
    /// The document is public if it is true, or is a day that has come.
    PublicIfTrue,
    /// The document is not public if it is false; anything else says nothing.
    PrivateIfFalse,
    /// A word for a step on the way to readers.
    Status,
    /// A word for those who may read it.
    Audience,
    /// Something that readers have to know.
    Password,
    /// The moment from which it is public.
    PublishTime,
    /// The moment until which it is public.
    ExpiryTime,
    /// The moment it was removed.
    RemovalTime,
    /// Directives for search engines.
    Robots,
    /// Labels, some of which say that it is not finished.
    Labels,
}

/// Members by their names in lower case, without hyphens and the like.
const RULES: &[(FieldRule, &str)] = &[
    (
        FieldRule::PrivateIfTrue,
        "draft isdraft unpublished unlisted hidden ishidden private isprivate secret internal \
         confidential restricted protected archived isarchived deleted trashed wip disabled headless \
         noindex members membersonly memberonly subscribersonly paid premium paywall paywalled \
         loginrequired requireslogin embargoed",
    ),
    (FieldRule::PublicIfTrue, "published ispublished publish public ispublic live islive visible isvisible dgpublish"),
    (FieldRule::PrivateIfFalse, "permalink listed active isactive enabled render indexable"),
    (
        FieldRule::Status,
        "status state poststatus pagestatus articlestatus contentstatus publicationstatus \
         publicationstate publishstatus publishedstatus publishingstatus workflowstate workflowstatus \
         editorialstatus reviewstatus",
    ),
    (FieldRule::Audience, "visibility access accesslevel privacy contenttier readers viewers"),
    (FieldRule::Password, "password passwd passphrase postpassword passwordhash"),
    (
        FieldRule::PublishTime,
        "publishedat publishedon datepublished publisheddate publishedtime pubdate publishdate \
         publicationdate publishat publishon publishtime publishfrom date issued releasedate releaseat \
         golive goliveat golivedate liveat scheduled scheduledat scheduledfor scheduleddate scheduleat \
         scheduledate embargo embargodate embargountil availablefrom validfrom visiblefrom startdate \
         publicationstart publishstart",
    ),
    (
        FieldRule::ExpiryTime,
        "expirydate expiry expires expiresat expireson expireat expiredate expiration expirationdate \
         expirationtime unpublishdate unpublishat unpublishon unpublishedat unavailableafter enddate \
         validuntil validto validthrough availableuntil publishuntil publishto publishend publicationend \
         visibleuntil retireat retiredate",
    ),
    (FieldRule::RemovalTime, "deletedat trashedat archivedat archiveddate retiredat withdrawnat"),
    (FieldRule::Robots, "robots googlebot"),
    (FieldRule::Labels, "tags tag categories category keywords labels"),
];

/// Members that hold others about the same document.
const CONTAINER_MEMBERS: &str = "params extra meta metadata attributes publication publishing build options workflow";

/// The rule for a member.
pub(super) struct MemberRule {
    pub rule: FieldRule,
    /// The position of its name among those of the rule: the lower, the better it fits.
    pub rank: usize,
}

/// Returns the rule for a member. A vocabulary may stand before
/// the name.
pub(super) fn rule_of(name: &str) -> Option<MemberRule> {
    let last = name.rsplit([':', '.']).next().unwrap_or(name);
    [normalize_name(name), normalize_name(last)].iter().find_map(|name| {
        let place = |names: &str| names.split_whitespace().position(|known| known == name);
        RULES.iter().find_map(|(rule, names)| Some(MemberRule { rule: *rule, rank: place(names)? }))
    })
}

/// Returns true if a member holds others about the same document.
pub(super) fn is_container(name: &str) -> bool {
    CONTAINER_MEMBERS.split_whitespace().any(|container| container == normalize_name(name))
}

/// Returns the name of a member in lower case, without the signs between its words.
pub(super) fn normalize_name(name: &str) -> String {
    name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
