//! The members of metadata that are about publication, in the words of many programs.

/// The meaning of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// The document is public unless it is true.
    NotIf,
    /// The document is public if it is true, or is a day that has come.
    OnlyIf,
    /// The document is not public if it is false; anything else says nothing.
    NotIfFalse,
    /// A word for a step on the way to readers.
    Status,
    /// A word for those who may read it.
    Readers,
    /// Something that readers have to know.
    Secret,
    /// The moment from which it is public.
    From,
    /// The moment until which it is public.
    Until,
    /// The moment it was removed.
    Gone,
    /// Directives for search engines.
    Robots,
    /// Labels, some of which say that it is not finished.
    Labels,
}

/// Members by their names in lower case, without hyphens and the like.
const RULES: &[(Rule, &str)] = &[
    (
        Rule::NotIf,
        "draft isdraft unpublished unlisted hidden ishidden private isprivate secret internal \
         confidential restricted protected archived isarchived deleted trashed wip disabled headless \
         noindex members membersonly memberonly subscribersonly paid premium paywall paywalled \
         loginrequired requireslogin embargoed",
    ),
    (Rule::OnlyIf, "published ispublished publish public ispublic live islive visible isvisible dgpublish"),
    (Rule::NotIfFalse, "permalink listed active isactive enabled render indexable"),
    (
        Rule::Status,
        "status state poststatus pagestatus articlestatus contentstatus publicationstatus \
         publicationstate publishstatus publishedstatus publishingstatus workflowstate workflowstatus \
         editorialstatus reviewstatus",
    ),
    (Rule::Readers, "visibility access accesslevel privacy contenttier readers viewers"),
    (Rule::Secret, "password passwd passphrase postpassword passwordhash"),
    (
        Rule::From,
        "publishedat publishedon datepublished publisheddate publishedtime pubdate publishdate \
         publicationdate publishat publishon publishtime publishfrom date issued releasedate releaseat \
         golive goliveat golivedate liveat scheduled scheduledat scheduledfor scheduleddate scheduleat \
         scheduledate embargo embargodate embargountil availablefrom validfrom visiblefrom startdate \
         publicationstart publishstart",
    ),
    (
        Rule::Until,
        "expirydate expiry expires expiresat expireson expireat expiredate expiration expirationdate \
         expirationtime unpublishdate unpublishat unpublishon unpublishedat unavailableafter enddate \
         validuntil validto validthrough availableuntil publishuntil publishto publishend publicationend \
         visibleuntil retireat retiredate",
    ),
    (Rule::Gone, "deletedat trashedat archivedat archiveddate retiredat withdrawnat"),
    (Rule::Robots, "robots googlebot"),
    (Rule::Labels, "tags tag categories category keywords labels"),
];

/// Members that hold others about the same document.
const HOLDERS: &str = "params extra meta metadata attributes publication publishing build options workflow";

/// Returns the rule for a member, and the position of its name among those of the rule. A vocabulary may stand before
/// the name.
pub(super) fn rule_of(name: &str) -> Option<(Rule, usize)> {
    let last = name.rsplit([':', '.']).next().unwrap_or(name);
    [normal(name), normal(last)].iter().find_map(|name| {
        let place = |names: &str| names.split_whitespace().position(|known| known == name);
        RULES.iter().find_map(|(rule, names)| Some((*rule, place(names)?)))
    })
}

/// Returns true if a member holds others about the same document.
pub(super) fn is_holder(name: &str) -> bool {
    HOLDERS.split_whitespace().any(|holder| holder == normal(name))
}

/// Returns the name of a member in lower case, without the signs between its words.
pub(super) fn normal(name: &str) -> String {
    name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
