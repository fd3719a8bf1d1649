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
        last_used_at -> Nullable<BigInt>,
        rotated_from -> Nullable<Text>,
    }
}

diesel::table! {
    articles (id) {
        id -> Text,
        locale -> Text,
        slug -> Nullable<Text>,
        title -> Text,
        kicker -> Nullable<Text>,
        summary -> Nullable<Text>,
        authors -> Text,
        reviewers -> Text,
        last_reviewed_at -> Nullable<BigInt>,
        next_review_at -> Nullable<BigInt>,
        seo -> Text,
        translation_group_id -> Text,
    }
}

diesel::table! {
    audit_log (seq) {
        seq -> BigInt,
        at -> BigInt,
        actor_key_id -> Nullable<Text>,
        actor_name -> Text,
        request_id -> Nullable<Text>,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        from_version -> Nullable<BigInt>,
        to_version -> Nullable<BigInt>,
        note -> Nullable<Text>,
        request_id_from -> Nullable<Text>,
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
        happened_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    frozen_settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    link_uses (source_id, url) {
        source_id -> Text,
        url -> Text,
    }
}

diesel::table! {
    links (url) {
        url -> Text,
        host -> Text,
        status -> Text,
        failures -> BigInt,
        http_status -> Nullable<BigInt>,
        detail -> Nullable<Text>,
        last_checked_at -> Nullable<BigInt>,
        next_check_at -> BigInt,
        claimed_until -> Nullable<BigInt>,
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
    preview_tokens (id) {
        id -> Text,
        article_id -> Nullable<Text>,
        digest -> Binary,
        created_at -> BigInt,
        created_by -> Text,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        created_by_id -> Nullable<Text>,
    }
}

diesel::table! {
    published_addresses (locale, slug) {
        locale -> Text,
        slug -> Text,
        article_id -> Text,
        is_current -> Bool,
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
        is_indexable -> Bool,
    }
}

diesel::table! {
    published_changes (entity_id) {
        entity_id -> Text,
        seq -> BigInt,
        at -> BigInt,
        action -> Text,
        kind -> Text,
    }
}

diesel::table! {
    published_findables (number) {
        number -> BigInt,
        entity_id -> Text,
        filters -> Text,
    }
}

diesel::table! {
    published_intents (schedule_id) {
        schedule_id -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    published_locales (number) {
        number -> BigInt,
        locale -> Text,
    }
}

diesel::table! {
    published_passages (number) {
        number -> BigInt,
        section_id -> Nullable<Text>,
        anchor -> Nullable<Text>,
        title -> Text,
        context -> Text,
        phrase -> Text,
        heading -> Text,
        text -> Text,
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
    published_resource_regions (resource_id, region) {
        resource_id -> Text,
        region -> Text,
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
    published_synonym_versions (version) {
        version -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    published_synonyms (group_number, position) {
        group_number -> BigInt,
        position -> BigInt,
        locale -> Text,
        words -> Text,
        stems -> Text,
    }
}

diesel::table! {
    published_topic_addresses (slug) {
        slug -> Text,
        topic_id -> Text,
        is_current -> Bool,
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
    published_unpublishings (id) {
        id -> Text,
        kind -> Text,
        mode -> Text,
        explanation -> Nullable<Text>,
        alternative_url -> Nullable<Text>,
        alternative_article_id -> Nullable<Text>,
        locale -> Nullable<Text>,
        slug -> Nullable<Text>,
        translation_group_id -> Nullable<Text>,
        document -> Nullable<Text>,
        at -> BigInt,
    }
}

diesel::table! {
    published_withdrawn_references (source_id, role, position) {
        source_id -> Text,
        role -> Text,
        position -> BigInt,
        target_id -> Text,
    }
}

diesel::table! {
    published_withdrawn_sources (id) {
        id -> Text,
        content -> Text,
        version -> BigInt,
        first_published_at -> BigInt,
        published_at -> BigInt,
    }
}

diesel::table! {
    published_words (number) {
        number -> BigInt,
        word -> Text,
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
        fallback_url -> Nullable<Text>,
    }
}

diesel::table! {
    review_reminders (article_id, next_review_at, state) {
        article_id -> Text,
        next_review_at -> BigInt,
        state -> Text,
    }
}

diesel::table! {
    revisions (entity_id, version) {
        entity_id -> Text,
        version -> BigInt,
        at -> BigInt,
        actor_key_id -> Nullable<Text>,
        actor_name -> Text,
        action -> Text,
        status -> Text,
        note -> Nullable<Text>,
        published -> Bool,
        content_digest -> Text,
        content -> Text,
    }
}

diesel::table! {
    schedules (id) {
        id -> Text,
        entity_id -> Text,
        action -> Text,
        at -> BigInt,
        options -> Text,
        state -> Text,
        actor_key_id -> Nullable<Text>,
        actor_name -> Text,
        request_id -> Nullable<Text>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        failure -> Nullable<Text>,
        request_id_from -> Nullable<Text>,
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
    webhook_attempts (id) {
        id -> Text,
        delivery_id -> Text,
        at -> BigInt,
        duration_ms -> BigInt,
        status -> Nullable<BigInt>,
        error -> Nullable<Text>,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Text,
        webhook_id -> Text,
        event_id -> Text,
        state -> Text,
        attempts -> BigInt,
        next_attempt_at -> BigInt,
        claimed_until -> Nullable<BigInt>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    webhook_events (id) {
        id -> Text,
        topic -> Text,
        at -> BigInt,
        payload -> Text,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Text,
        url -> Text,
        description -> Nullable<Text>,
        topics -> Text,
        secret -> Text,
        previous_secret -> Nullable<Text>,
        previous_secret_expires_at -> Nullable<BigInt>,
        state -> Text,
        disabled_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    workflow_steps (entity_id, version) {
        entity_id -> Text,
        version -> BigInt,
        step -> Text,
        at -> BigInt,
        actor_key_id -> Nullable<Text>,
        actor_name -> Text,
        comment -> Nullable<Text>,
        content_digest -> Text,
        proposal -> Nullable<Text>,
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
        imported_digest -> Nullable<Text>,
        public_since -> Nullable<BigInt>,
        locale -> Nullable<Text>,
        published_at -> Nullable<BigInt>,
        updated_by_key_id -> Nullable<Text>,
        updated_by_name -> Nullable<Text>,
    }
}

diesel::table! {
    working_findables (number) {
        number -> BigInt,
        entity_id -> Text,
        label -> Text,
        text -> Text,
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
diesel::joinable!(preview_tokens -> working_copies (article_id));
diesel::joinable!(published_resource_regions -> published_resources (resource_id));
diesel::joinable!(published_sections -> published_articles (article_id));
diesel::joinable!(published_withdrawn_references -> published_withdrawn_sources (source_id));
diesel::joinable!(published_withdrawn_sources -> published_unpublishings (id));
diesel::joinable!(resources -> articles (article_id));
diesel::joinable!(resources -> working_copies (id));
diesel::joinable!(review_reminders -> working_copies (article_id));
diesel::joinable!(revisions -> working_copies (entity_id));
diesel::joinable!(schedules -> working_copies (entity_id));
diesel::joinable!(sections -> articles (article_id));
diesel::joinable!(topics -> working_copies (id));
diesel::joinable!(webhook_attempts -> webhook_deliveries (delivery_id));
diesel::joinable!(webhook_deliveries -> webhook_events (event_id));
diesel::joinable!(webhook_deliveries -> webhooks (webhook_id));
diesel::joinable!(workflow_steps -> working_copies (entity_id));
diesel::joinable!(working_findables -> working_copies (entity_id));

diesel::allow_tables_to_appear_in_same_query!(
    api_keys,
    articles,
    audit_log,
    changes,
    frozen_settings,
    link_uses,
    links,
    phrases,
    preview_tokens,
    published_addresses,
    published_articles,
    published_changes,
    published_findables,
    published_intents,
    published_locales,
    published_passages,
    published_phrases,
    published_references,
    published_resource_regions,
    published_resources,
    published_sections,
    published_sources,
    published_synonym_versions,
    published_synonyms,
    published_topic_addresses,
    published_topics,
    published_unpublishings,
    published_withdrawn_references,
    published_withdrawn_sources,
    published_words,
    resources,
    review_reminders,
    revisions,
    schedules,
    sections,
    topics,
    webhook_attempts,
    webhook_deliveries,
    webhook_events,
    webhooks,
    workflow_steps,
    working_copies,
    working_findables,
    working_references,
);
