// @generated automatically by Diesel CLI.

diesel::table! {
    api_keys (id) {
        id -> Text,
        name -> Text,
        role -> Text,
        digest -> Binary,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    articles (id) {
        id -> Text,
        locale -> Text,
        slug -> Text,
        title -> Text,
        kicker -> Nullable<Text>,
        summary -> Text,
        authors -> Text,
        reviewers -> Text,
        last_reviewed_at -> Nullable<BigInt>,
        next_review_at -> Nullable<BigInt>,
        seo -> Text,
        translation_group_id -> Text,
    }
}

diesel::table! {
    changes (seq) {
        seq -> BigInt,
        at -> BigInt,
        action -> Text,
        kind -> Text,
        entity_id -> Text,
        version -> BigInt,
        change_note -> Nullable<Text>,
        major -> Bool,
    }
}

diesel::table! {
    frozen_settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    phrases (id) {
        id -> Text,
        locale -> Text,
        text -> Text,
        tone -> Text,
        instead_of -> Nullable<Text>,
        why -> Nullable<Text>,
    }
}

diesel::table! {
    published_addresses (locale, slug) {
        locale -> Text,
        slug -> Text,
        article_id -> Text,
    }
}

diesel::table! {
    published_articles (id) {
        id -> Text,
        locale -> Text,
        slug -> Text,
        title -> Text,
        translation_group_id -> Text,
        published_at -> BigInt,
        updated_at -> BigInt,
        next_review_at -> Nullable<BigInt>,
        card -> Text,
        document -> Text,
    }
}

diesel::table! {
    published_phrases (id) {
        id -> Text,
        locale -> Text,
        tone -> Text,
        text -> Text,
        published_at -> BigInt,
        updated_at -> BigInt,
        document -> Text,
    }
}

diesel::table! {
    published_references (source_id, role, position) {
        source_id -> Text,
        role -> Text,
        position -> BigInt,
        target_id -> Text,
        source_kind -> Text,
        source_locale -> Nullable<Text>,
    }
}

diesel::table! {
    published_resources (id) {
        id -> Text,
        locale -> Text,
        kind -> Text,
        title -> Text,
        published_at -> BigInt,
        updated_at -> BigInt,
        document -> Text,
    }
}

diesel::table! {
    published_sections (id) {
        id -> Text,
        article_id -> Text,
        position -> BigInt,
        anchor -> Text,
        document -> Text,
    }
}

diesel::table! {
    published_sources (id) {
        id -> Text,
        kind -> Text,
        content -> Text,
        embed -> Text,
        translation_group_id -> Nullable<Text>,
        version -> BigInt,
        first_published_at -> BigInt,
        published_at -> BigInt,
    }
}

diesel::table! {
    published_topics (id) {
        id -> Text,
        kind -> Text,
        slug -> Text,
        name -> Text,
        parent_id -> Nullable<Text>,
        updated_at -> BigInt,
        document -> Text,
    }
}

diesel::table! {
    resources (id) {
        id -> Text,
        locale -> Text,
        kind -> Text,
        title -> Text,
        excerpt -> Text,
        url -> Nullable<Text>,
        article_id -> Nullable<Text>,
        phone -> Nullable<Text>,
        regions -> Text,
    }
}

diesel::table! {
    sections (id) {
        id -> Text,
        article_id -> Text,
        position -> BigInt,
        heading -> Nullable<Text>,
        anchor -> Text,
        body -> Text,
    }
}

diesel::table! {
    topics (id) {
        id -> Text,
        kind -> Text,
        slug -> Text,
        name -> Text,
        description -> Nullable<Text>,
        parent_id -> Nullable<Text>,
        translations -> Text,
    }
}

diesel::table! {
    working_copies (id) {
        id -> Text,
        kind -> Text,
        label -> Text,
        version -> BigInt,
        status -> Text,
        published_version -> Nullable<BigInt>,
        source_id -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    working_references (source_id, role, position) {
        source_id -> Text,
        role -> Text,
        position -> BigInt,
        target_id -> Text,
    }
}

diesel::joinable!(articles -> working_copies (id));
diesel::joinable!(phrases -> working_copies (id));
diesel::joinable!(published_sections -> published_articles (article_id));
diesel::joinable!(resources -> articles (article_id));
diesel::joinable!(resources -> working_copies (id));
diesel::joinable!(sections -> articles (article_id));
diesel::joinable!(topics -> working_copies (id));

diesel::allow_tables_to_appear_in_same_query!(
    api_keys,
    articles,
    changes,
    frozen_settings,
    phrases,
    published_addresses,
    published_articles,
    published_phrases,
    published_references,
    published_resources,
    published_sections,
    published_sources,
    published_topics,
    resources,
    sections,
    topics,
    working_copies,
    working_references,
);
