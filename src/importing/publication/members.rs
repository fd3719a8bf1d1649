//! Metadata members about publication, with the names that many programs use.

/// The meaning of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldRule {
    /// Public unless true.
    PrivateIfTrue,
    /// Public if true, or if it is a date in the past.
    PublicIfTrue,
    /// Not public if false; other values have no meaning.
    PrivateIfFalse,
    /// A workflow status.
    Status,
    /// The intended audience.
    Audience,
    /// A password that readers need.
    Password,
    /// The time of publication.
    PublishTime,
    /// The time when publication ends.
    ExpiryTime,
    /// The time of removal.
    RemovalTime,
    /// Directives for search engines.
    Robots,
    /// Labels, some of which mark unfinished documents.
    Labels,
}

/// Normalized member names by rule (see [`normalize_name`]), separated by spaces.
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

/// Members that contain further members about the same document.
const CONTAINER_MEMBERS: &str = "params extra meta metadata attributes publication publishing build options workflow";

/// The rule for a member.
pub(super) struct MemberRule {
    pub rule: FieldRule,
    /// The index of the name among those of its rule. Lower is a better match.
    pub rank: usize,
}

/// Returns the rule for a member. The name may have a namespace prefix.
pub(super) fn rule_of(name: &str) -> Option<MemberRule> {
    let last = name.rsplit([':', '.']).next().unwrap_or(name);
    [normalize_name(name), normalize_name(last)].iter().find_map(|name| {
        let rank_in = |names: &str| names.split_whitespace().position(|known| known == name);
        RULES.iter().find_map(|(rule, names)| Some(MemberRule { rule: *rule, rank: rank_in(names)? }))
    })
}

/// Returns true if a member contains further members about the same document.
pub(super) fn is_container(name: &str) -> bool {
    CONTAINER_MEMBERS.split_whitespace().any(|container| container == normalize_name(name))
}

/// Normalizes a member name: lower case, without separators.
pub(super) fn normalize_name(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
