CREATE INDEX actor_order ON actor (sort_key, id);

CREATE INDEX api_token_actor ON api_token (actor, scope);

CREATE INDEX api_token_member ON api_token (member);

CREATE INDEX area_item_area ON area_item (area, folder, created_at);

CREATE INDEX area_item_audience ON area_item (area, audience, changed_at);

CREATE INDEX area_item_changed ON area_item (area, changed_at, audience, created_by_actor);

CREATE INDEX area_item_comment_item ON area_item_comment (item, at, id);

CREATE INDEX area_item_conference ON area_item (conference);

CREATE INDEX area_item_occurred ON area_item (area, kind, occurred_at);

CREATE INDEX area_item_owner ON area_item (created_by_actor, area);

CREATE INDEX area_item_reader_actor ON area_item_reader (actor, item);

CREATE INDEX area_item_revision_at ON area_item_revision (item, at, number);

CREATE INDEX area_item_version_digest ON area_item_version (digest);

CREATE INDEX area_owner ON area (owner_actor);

CREATE INDEX area_request_actor ON area_request (actor);

CREATE INDEX area_right_actor ON area_right (actor);

CREATE INDEX begun_expires ON begun (expires_at);

CREATE INDEX brought_at ON brought (at);

CREATE INDEX conference_actor_actor ON conference_actor (actor);

CREATE INDEX conference_dependency_needs ON conference_dependency (needs);

CREATE INDEX conference_incident ON conference (incident, starts_at);

CREATE UNIQUE INDEX conference_seen_conference ON conference_seen (conference, actor);

CREATE INDEX conference_time ON conference (starts_at);

CREATE INDEX contact_actor ON contact (actor, place);

CREATE INDEX contact_way_address ON contact_way (channel, address);

CREATE INDEX decision_settled ON decision (settled_at);

CREATE INDEX feed_actor ON feed (actor);

CREATE INDEX file_text_waits ON file_text (ready_at, wanted_at);

CREATE INDEX guest_link_conference ON guest_link (conference);

CREATE INDEX inbox_due ON inbox (due_at) WHERE told_at IS NULL;

CREATE INDEX inbox_item ON inbox (item, member);

CREATE INDEX inbox_member ON inbox (member, read_at, at);

CREATE INDEX inbox_told ON inbox (told_in);

CREATE INDEX incoming_conference ON incoming (conference, participant, at);

CREATE INDEX incoming_finding ON incoming (finding, at);

CREATE UNIQUE INDEX incoming_message ON incoming (message_id);

CREATE INDEX incoming_sender ON incoming (sender, mapped_at);

CREATE INDEX inquiry_actor_actor ON inquiry_actor (actor, inquiry);

CREATE INDEX inquiry_deadline ON inquiry (deadline);

CREATE INDEX inquiry_owner ON inquiry (owner, deadline);

CREATE INDEX measure_due ON measure (due_at);

CREATE INDEX measure_owner ON measure (owner, due_at);

CREATE INDEX member_actor ON member (actor);

CREATE INDEX oidc_identity_member ON oidc_identity (member);

CREATE INDEX one_time_link_member ON one_time_link (member);

CREATE INDEX outgoing_conference ON outgoing (conference, actor, number);

CREATE INDEX outgoing_contact ON outgoing (contact);

CREATE INDEX outgoing_due ON outgoing (pending, next_at);

CREATE INDEX outgoing_lane ON outgoing (pending, lane, number);

CREATE INDEX outgoing_message ON outgoing (message_id);

CREATE INDEX outgoing_thread ON outgoing (conference, lane, number);

CREATE INDEX passkey_member ON passkey (member);

CREATE INDEX push_subscription_member ON push_subscription (member);

CREATE INDEX roster_owner ON roster (owner_actor);

CREATE INDEX saved_search_member ON saved_search (member, name);

CREATE INDEX search_fresh_id ON search_fresh (id);

CREATE UNIQUE INDEX search_place_id ON search_place (id);

CREATE INDEX search_text_area ON search_text (area);

CREATE INDEX search_text_conference ON search_text (conference);

CREATE INDEX search_text_incident ON search_text (incident);

CREATE INDEX search_text_item ON search_text (item);

CREATE INDEX search_text_news ON search_text (conference, at) WHERE kind IN ('minutes', 'decision') AND part = 0;

CREATE INDEX sign_in_log_actor ON sign_in_log (actor, at);

CREATE INDEX sign_in_log_at ON sign_in_log (at);

CREATE INDEX sign_in_log_member ON sign_in_log (member, at);

CREATE INDEX sign_in_log_who ON sign_in_log (who, at);

CREATE INDEX sign_in_session_guest ON sign_in_session (guest);

CREATE INDEX sign_in_session_member ON sign_in_session (member);

CREATE INDEX sound_wanted ON sound (ready_at, wanted_at);

sqlite_autoindex_account_1;

sqlite_autoindex_account_2;

sqlite_autoindex_actor_1;

sqlite_autoindex_api_token_1;

sqlite_autoindex_api_token_2;

sqlite_autoindex_area_1;

sqlite_autoindex_area_folder_1;

sqlite_autoindex_area_item_1;

sqlite_autoindex_area_item_comment_1;

sqlite_autoindex_area_item_name_1;

sqlite_autoindex_area_item_reader_1;

sqlite_autoindex_area_item_revision_1;

sqlite_autoindex_area_item_secrecy_1;

sqlite_autoindex_area_item_version_1;

sqlite_autoindex_area_request_1;

sqlite_autoindex_area_right_1;

sqlite_autoindex_area_stopped_1;

sqlite_autoindex_begun_1;

sqlite_autoindex_brought_1;

sqlite_autoindex_command_1;

sqlite_autoindex_conference_1;

sqlite_autoindex_conference_actor_1;

sqlite_autoindex_conference_dependency_1;

sqlite_autoindex_contact_1;

sqlite_autoindex_contact_way_1;

sqlite_autoindex_decision_1;

sqlite_autoindex_device_grant_1;

sqlite_autoindex_device_grant_2;

sqlite_autoindex_entry_1;

sqlite_autoindex_exercise_mark_1;

sqlite_autoindex_exercise_play_1;

sqlite_autoindex_feed_1;

sqlite_autoindex_feed_2;

sqlite_autoindex_file_text_1;

sqlite_autoindex_guest_link_1;

sqlite_autoindex_guest_link_2;

sqlite_autoindex_inbox_1;

sqlite_autoindex_incident_1;

sqlite_autoindex_incoming_1;

sqlite_autoindex_incoming_2;

sqlite_autoindex_inquiry_1;

sqlite_autoindex_inquiry_actor_1;

sqlite_autoindex_measure_1;

sqlite_autoindex_member_1;

sqlite_autoindex_member_setting_1;

sqlite_autoindex_oidc_identity_1;

sqlite_autoindex_one_time_link_1;

sqlite_autoindex_outgoing_1;

sqlite_autoindex_outgoing_2;

sqlite_autoindex_outgoing_3;

sqlite_autoindex_passkey_1;

sqlite_autoindex_passkey_handle_1;

sqlite_autoindex_passkey_handle_2;

sqlite_autoindex_presence_1;

sqlite_autoindex_push_subscription_1;

sqlite_autoindex_push_subscription_2;

sqlite_autoindex_recovery_code_1;

sqlite_autoindex_removed_file_1;

sqlite_autoindex_retention_rule_1;

sqlite_autoindex_roster_1;

sqlite_autoindex_roster_member_1;

sqlite_autoindex_roster_member_2;

sqlite_autoindex_saved_search_1;

sqlite_autoindex_scim_group_1;

sqlite_autoindex_scim_user_1;

sqlite_autoindex_secret_reader_1;

sqlite_autoindex_setting_1;

sqlite_autoindex_sign_in_log_1;

sqlite_autoindex_sign_in_session_1;

sqlite_autoindex_sign_in_session_2;

sqlite_autoindex_sound_1;

sqlite_autoindex_stream_head_1;

sqlite_autoindex_template_1;

sqlite_autoindex_transcription_1;

sqlite_autoindex_upload_1;

sqlite_autoindex_watch_1;

sqlite_autoindex_watch_2;

CREATE INDEX transcription_next ON transcription (done_at, next_at);

CREATE INDEX upload_actor ON upload (actor, digest);

CREATE INDEX upload_expires ON upload (expires_at);

CREATE INDEX watch_happening_item ON watch_happening (item);

CREATE INDEX watch_sort ON watch (sort);

CREATE INDEX watch_target ON watch (target, sort);

CREATE TABLE account (
    member      TEXT    NOT NULL PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    login       TEXT    NOT NULL UNIQUE,
    password    TEXT    NOT NULL,
    totp        BLOB,
    totp_step   INTEGER NOT NULL,
    shared      INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;

CREATE TABLE actor (
    id                TEXT NOT NULL PRIMARY KEY,
    name              TEXT NOT NULL,
    short_name        TEXT NOT NULL,
    kind              TEXT NOT NULL,
    level             TEXT NOT NULL,
    county_code       TEXT NOT NULL,
    county_name       TEXT NOT NULL,
    municipality_code TEXT NOT NULL,
    sort_key          BLOB NOT NULL
, sought TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE api_token (
    id         TEXT    NOT NULL PRIMARY KEY,
    digest     TEXT    NOT NULL UNIQUE,
    shown      TEXT    NOT NULL,
    member     TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    actor      TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    scope      TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE TABLE area (
    id          TEXT    NOT NULL PRIMARY KEY,
    owner_actor TEXT    NOT NULL REFERENCES actor (id),
    title       TEXT    NOT NULL,
    incident    TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    exercise    INTEGER NOT NULL,
    closed_at   INTEGER
, sought TEXT NOT NULL DEFAULT '', county TEXT NOT NULL DEFAULT '', purpose TEXT NOT NULL DEFAULT '', tags TEXT NOT NULL DEFAULT '[]', open_to_ask INTEGER NOT NULL DEFAULT 0, heir TEXT NOT NULL DEFAULT '', closed_by TEXT NOT NULL DEFAULT '', closed_why TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE area_folder (
    area TEXT NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    PRIMARY KEY (area, path)
) STRICT;

CREATE TABLE area_item (
    id               TEXT    NOT NULL PRIMARY KEY,
    area             TEXT    NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    folder           TEXT    NOT NULL,
    kind             TEXT    NOT NULL,
    title            TEXT    NOT NULL,
    conference       TEXT    NOT NULL,
    audience         TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    created_by       TEXT    NOT NULL,
    created_by_actor TEXT    NOT NULL,
    tags             TEXT    NOT NULL
, sought TEXT NOT NULL DEFAULT '', changed_at INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL DEFAULT '', occurred_at INTEGER, place TEXT NOT NULL DEFAULT '', related TEXT NOT NULL DEFAULT '[]', detail TEXT NOT NULL DEFAULT '{}', revision INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE TABLE area_item_comment (
    id           TEXT    NOT NULL PRIMARY KEY,
    item         TEXT    NOT NULL REFERENCES area_item (id) ON DELETE CASCADE,
    at           INTEGER NOT NULL,
    member       TEXT    NOT NULL,
    actor        TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    withdrawn_at INTEGER
) STRICT;

CREATE TABLE area_item_name (
    item    TEXT    NOT NULL PRIMARY KEY REFERENCES area_item (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    name    TEXT    NOT NULL
) STRICT;

CREATE TABLE area_item_reader (
    item  TEXT NOT NULL REFERENCES area_item (id) ON DELETE CASCADE,
    actor TEXT NOT NULL REFERENCES actor (id),
    PRIMARY KEY (item, actor)
) STRICT;

CREATE TABLE area_item_revision (
    item    TEXT    NOT NULL REFERENCES area_item (id) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    member  TEXT    NOT NULL,
    actor   TEXT    NOT NULL,
    why     TEXT    NOT NULL,
    version INTEGER NOT NULL,
    content TEXT    NOT NULL,
    PRIMARY KEY (item, number)
) STRICT;

CREATE TABLE area_item_secrecy (
    item   TEXT NOT NULL PRIMARY KEY REFERENCES area_item (id) ON DELETE CASCADE,
    ground TEXT NOT NULL,
    actor  TEXT NOT NULL
) STRICT;

CREATE TABLE area_item_tag (
    item TEXT NOT NULL REFERENCES area_item (id) ON DELETE CASCADE,
    tag  TEXT NOT NULL,
    PRIMARY KEY (item, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE area_item_version (
    item         TEXT    NOT NULL REFERENCES area_item (id) ON DELETE CASCADE,
    version      INTEGER NOT NULL,
    file_name    TEXT    NOT NULL,
    media_type   TEXT    NOT NULL,
    digest       TEXT    NOT NULL,
    size         INTEGER NOT NULL,
    journal_seq  INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    by_member    TEXT    NOT NULL,
    by_actor     TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    PRIMARY KEY (item, version)
) STRICT;

CREATE TABLE area_request (
    area         TEXT    NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    actor        TEXT    NOT NULL REFERENCES actor (id),
    level        TEXT    NOT NULL,
    why          TEXT    NOT NULL,
    asked_by     TEXT    NOT NULL,
    asked_at     INTEGER NOT NULL,
    answered_by  TEXT    NOT NULL,
    answered_at  INTEGER,
    granted      TEXT    NOT NULL,
    words        TEXT    NOT NULL,
    PRIMARY KEY (area, actor)
) STRICT;

CREATE TABLE area_right (
    area  TEXT NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    actor TEXT NOT NULL REFERENCES actor (id),
    level TEXT NOT NULL, since INTEGER,
    PRIMARY KEY (area, actor)
) STRICT;

CREATE TABLE area_seen (
    member  TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    area    TEXT    NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (member, area)
) STRICT, WITHOUT ROWID;

CREATE TABLE area_stopped (
    area  TEXT NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    actor TEXT NOT NULL REFERENCES actor (id),
    PRIMARY KEY (area, actor)
) STRICT;

CREATE TABLE area_tally (
    area   TEXT    NOT NULL REFERENCES area (id) ON DELETE CASCADE,
    reader TEXT    NOT NULL,
    facet  TEXT    NOT NULL,
    value  TEXT    NOT NULL,
    owner  TEXT    NOT NULL,
    items  INTEGER NOT NULL,
    PRIMARY KEY (area, reader, facet, value, owner)
) STRICT, WITHOUT ROWID;

CREATE TABLE begun (
    digest     TEXT    NOT NULL PRIMARY KEY,
    browser    TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    state      BLOB    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE brought (
    actor  TEXT    NOT NULL,
    digest TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (actor, digest)
) STRICT;

CREATE TABLE command (
    stream     TEXT    NOT NULL,
    command_id TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    first_seq  INTEGER NOT NULL,
    last_seq   INTEGER NOT NULL,
    PRIMARY KEY (stream, command_id)
) STRICT;

CREATE TABLE conference (
    id        TEXT    NOT NULL PRIMARY KEY,
    incident  TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    level     TEXT    NOT NULL,
    series_no INTEGER NOT NULL,
    host      TEXT    NOT NULL,
    phase     TEXT    NOT NULL,
    exercise  INTEGER NOT NULL,
    purpose   TEXT    NOT NULL,
    starts_at INTEGER,
    ends_at   INTEGER,
    opened_at INTEGER,
    closed_at INTEGER,
    head_seq  INTEGER NOT NULL,
    head_hash BLOB    NOT NULL,
    doc       TEXT    NOT NULL
, sought TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE conference_actor (
    conference TEXT NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    actor      TEXT NOT NULL,
    role       TEXT NOT NULL,
    PRIMARY KEY (conference, actor)
) STRICT;

CREATE TABLE conference_dependency (
    conference   TEXT NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    needs        TEXT NOT NULL,
    deadline     INTEGER,
    carries      TEXT NOT NULL,
    delivered_at INTEGER,
    PRIMARY KEY (conference, needs)
) STRICT;

CREATE TABLE conference_look (
    member     TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    conference TEXT    NOT NULL,
    seen_at    INTEGER NOT NULL,
    PRIMARY KEY (member, conference)
) STRICT, WITHOUT ROWID;

CREATE TABLE conference_seen (
    actor      TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    conference TEXT    NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    hosts      INTEGER NOT NULL,
    role       TEXT    NOT NULL,
    PRIMARY KEY (actor, at, conference)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
    id         TEXT    NOT NULL PRIMARY KEY,
    actor      TEXT    NOT NULL REFERENCES actor (id),
    place      INTEGER NOT NULL,
    function   TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    quiet      TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    changed_at INTEGER NOT NULL,
    checked_at INTEGER
, shown TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE contact_way (
    contact      TEXT    NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    place        INTEGER NOT NULL,
    channel      TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    confirmed_at INTEGER,
    failed_at    INTEGER,
    PRIMARY KEY (contact, place)
) STRICT;

CREATE TABLE decision (
    conference  TEXT    NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    id          TEXT    NOT NULL,
    wording     TEXT    NOT NULL,
    outcome     TEXT    NOT NULL,
    settled_at  INTEGER,
    valid_until INTEGER,
    secret      INTEGER NOT NULL, sought TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conference, id)
) STRICT;

CREATE TABLE device_grant (
    digest       TEXT    NOT NULL PRIMARY KEY,
    user_code    TEXT    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    scope        TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    agent        TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    wait_ms      INTEGER NOT NULL,
    polled_at    INTEGER,
    member       TEXT    REFERENCES member (id) ON DELETE CASCADE,
    answered_at  INTEGER,
    denied       INTEGER NOT NULL,
    collected_at INTEGER
) STRICT;

CREATE TABLE entry (
    stream      TEXT    NOT NULL,
    seq         INTEGER NOT NULL CHECK (seq > 0),
    recorded_at INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    member      TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    role        TEXT    NOT NULL,
    command_id  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    payload     TEXT,
    salt        BLOB,
    digest      BLOB    NOT NULL,
    prev        BLOB    NOT NULL,
    hash        BLOB    NOT NULL,
    PRIMARY KEY (stream, seq),
    CHECK ((payload IS NULL) = (salt IS NULL))
) STRICT;

CREATE TABLE exercise_mark (
    conference TEXT    NOT NULL REFERENCES exercise_play (conference) ON DELETE CASCADE,
    inject     TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    elapsed    INTEGER NOT NULL,
    code       TEXT    NOT NULL,
    PRIMARY KEY (conference, inject)
) STRICT;

CREATE TABLE exercise_play (
    conference TEXT    NOT NULL PRIMARY KEY,
    script     TEXT    NOT NULL,
    laps       TEXT    NOT NULL,
    running    INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    started_by TEXT    NOT NULL
) STRICT;

CREATE TABLE feed (
    id         TEXT    NOT NULL PRIMARY KEY,
    digest     TEXT    NOT NULL UNIQUE,
    actor      TEXT    NOT NULL REFERENCES actor (id),
    member     TEXT    REFERENCES member (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER
, area TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE file_text (
    digest       TEXT    NOT NULL PRIMARY KEY,
    format       TEXT    NOT NULL,
    wanted_at    INTEGER NOT NULL,
    leased_until INTEGER,
    ready_at     INTEGER,
    code         TEXT    NOT NULL,
    cut          INTEGER NOT NULL,
    content      TEXT    NOT NULL
) STRICT;

CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);

CREATE TABLE guest_link (
    id         TEXT    NOT NULL PRIMARY KEY,
    digest     TEXT    NOT NULL UNIQUE,
    conference TEXT    NOT NULL,
    actor      TEXT    NOT NULL REFERENCES actor (id),
    name       TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE TABLE inbox (
    id         TEXT    NOT NULL PRIMARY KEY,
    member     TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    what       TEXT    NOT NULL,
    thing      TEXT    NOT NULL,
    item       TEXT    REFERENCES area_item (id) ON DELETE CASCADE,
    conference TEXT    NOT NULL,
    inquiry    TEXT    NOT NULL,
    ref        TEXT    NOT NULL,
    exercise   INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    by_actor   TEXT    NOT NULL,
    reasons    TEXT    NOT NULL,
    due_at     INTEGER,
    told_at    INTEGER,
    told_in    TEXT    NOT NULL,
    read_at    INTEGER
) STRICT;

CREATE TABLE incident (
    id              TEXT    NOT NULL PRIMARY KEY,
    title           TEXT    NOT NULL,
    exercise        INTEGER NOT NULL,
    registry_number TEXT    NOT NULL,
    host_actor      TEXT    NOT NULL,
    language        TEXT    NOT NULL,
    started_at      INTEGER,
    ended_at        INTEGER,
    description     TEXT    NOT NULL,
    doc             TEXT    NOT NULL
, sought TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE incoming (
    id          TEXT    NOT NULL PRIMARY KEY,
    digest      TEXT    NOT NULL UNIQUE,
    message_id  TEXT,
    at          INTEGER NOT NULL,
    sender      TEXT    NOT NULL,
    finding     TEXT    NOT NULL,
    conference  TEXT    NOT NULL,
    participant TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,
    stamp_at    INTEGER,
    verified    INTEGER NOT NULL,
    verdict     TEXT    NOT NULL,
    mapped_by   TEXT    NOT NULL,
    mapped_at   INTEGER
) STRICT;

CREATE TABLE inquiry (
    id        TEXT    NOT NULL PRIMARY KEY,
    owner     TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    incident  TEXT    NOT NULL,
    exercise  INTEGER NOT NULL,
    asked_at  INTEGER NOT NULL,
    deadline  INTEGER NOT NULL,
    closed_at INTEGER,
    head_seq  INTEGER NOT NULL,
    head_hash BLOB    NOT NULL
) STRICT;

CREATE TABLE inquiry_actor (
    inquiry     TEXT    NOT NULL REFERENCES inquiry (id) ON DELETE CASCADE,
    actor       TEXT    NOT NULL,
    place       INTEGER NOT NULL,
    answered_at INTEGER,
    late        INTEGER NOT NULL,
    PRIMARY KEY (inquiry, actor)
) STRICT;

CREATE TABLE measure (
    conference TEXT    NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    id         TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    due_at     INTEGER,
    accepted   INTEGER,
    status     TEXT    NOT NULL,
    secret     INTEGER NOT NULL, sought TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (conference, id)
) STRICT;

CREATE TABLE member (
    id          TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    actor       TEXT NOT NULL REFERENCES actor (id),
    system_role TEXT NOT NULL
, function TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE member_setting (
    member TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    name   TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (member, name)
) STRICT;

CREATE TABLE oidc_identity (
    issuer     TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    member     TEXT    NOT NULL REFERENCES account (member) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    PRIMARY KEY (issuer, subject)
) STRICT;

CREATE TABLE one_time_link (
    digest     TEXT    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    member     TEXT    REFERENCES account (member) ON DELETE CASCADE,
    made_by    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

CREATE TABLE outgoing (
    id           TEXT    NOT NULL PRIMARY KEY,
    number       INTEGER NOT NULL UNIQUE,
    key          TEXT    NOT NULL UNIQUE,
    at           INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    conference   TEXT    NOT NULL,
    participant  TEXT    NOT NULL,
    actor        TEXT    NOT NULL,
    contact      TEXT    NOT NULL,
    channel      TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    lane         TEXT    NOT NULL,
    sequence     INTEGER NOT NULL,
    language     TEXT    NOT NULL,
    data         TEXT    NOT NULL,
    step         INTEGER NOT NULL,
    alarm        INTEGER NOT NULL,
    exercise     INTEGER NOT NULL,
    state        TEXT    NOT NULL,
    pending      INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    next_at      INTEGER NOT NULL,
    leased_by    TEXT    NOT NULL,
    leased_until INTEGER,
    handing_at   INTEGER,
    unsure_at    INTEGER,
    message_id   TEXT    NOT NULL,
    thread       TEXT    NOT NULL,
    handed_at    INTEGER,
    settled_at   INTEGER,
    code         TEXT    NOT NULL
) STRICT;

CREATE TABLE passkey (
    id         TEXT    NOT NULL PRIMARY KEY,
    member     TEXT    NOT NULL REFERENCES account (member) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    credential TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

CREATE TABLE passkey_handle (
    member TEXT NOT NULL PRIMARY KEY REFERENCES account (member) ON DELETE CASCADE,
    handle TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE presence (
    node       TEXT    NOT NULL,
    conference TEXT    NOT NULL,
    actor      TEXT    NOT NULL,
    followers  INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    PRIMARY KEY (conference, node, actor)
) STRICT;

CREATE TABLE push_subscription (
    id         TEXT    NOT NULL PRIMARY KEY,
    member     TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    endpoint   TEXT    NOT NULL UNIQUE,
    p256dh     TEXT    NOT NULL,
    auth       TEXT    NOT NULL,
    agent      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    failed_at  INTEGER
) STRICT;

CREATE TABLE recovery_code (
    member  TEXT NOT NULL REFERENCES account (member) ON DELETE CASCADE,
    digest  TEXT NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (member, digest)
) STRICT;

CREATE TABLE removed_file (
    digest     TEXT NOT NULL PRIMARY KEY,
    ground     TEXT NOT NULL,
    removed_at INTEGER NOT NULL,
    gone_at    INTEGER
) STRICT;

CREATE TABLE retention_rule (
    kind      TEXT    NOT NULL PRIMARY KEY,
    months    INTEGER NOT NULL,
    ground    TEXT    NOT NULL,
    automatic INTEGER NOT NULL
) STRICT;

CREATE TABLE roster (
    id          TEXT NOT NULL PRIMARY KEY,
    owner_actor TEXT NOT NULL REFERENCES actor (id),
    name        TEXT NOT NULL
) STRICT;

CREATE TABLE roster_member (
    roster   TEXT    NOT NULL REFERENCES roster (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    actor    TEXT    NOT NULL REFERENCES actor (id),
    PRIMARY KEY (roster, position),
    UNIQUE (roster, actor)
) STRICT;

CREATE TABLE saved_search (
    id       TEXT    NOT NULL PRIMARY KEY,
    member   TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,
    asked    TEXT    NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;

CREATE TABLE scim_group (
    actor       TEXT NOT NULL REFERENCES actor (id) ON DELETE CASCADE,
    role        TEXT NOT NULL,
    external_id TEXT NOT NULL,
    PRIMARY KEY (actor, role)
) STRICT;

CREATE TABLE scim_user (
    member      TEXT NOT NULL PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    external_id TEXT NOT NULL,
    given_name  TEXT NOT NULL,
    family_name TEXT NOT NULL,
    put_in      TEXT NOT NULL,
    put_role    TEXT NOT NULL,
    removed_at  INTEGER
) STRICT;

CREATE TABLE search_block (
    block  INTEGER NOT NULL PRIMARY KEY,
    oldest INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    labels BLOB    NOT NULL
) STRICT;

CREATE TABLE search_fresh (
    id    INTEGER NOT NULL PRIMARY KEY REFERENCES search_text (id) ON DELETE CASCADE,
    label TEXT    NOT NULL,
    signs BLOB    NOT NULL
) STRICT;

CREATE TABLE search_place (
    place INTEGER NOT NULL PRIMARY KEY,
    id    INTEGER NOT NULL REFERENCES search_text (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE search_sign (
    id    INTEGER NOT NULL PRIMARY KEY,
    signs BLOB    NOT NULL
) STRICT;

CREATE TABLE search_state (
    filled INTEGER NOT NULL
) STRICT;

CREATE TABLE search_text (
    id         INTEGER NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    thing      TEXT    NOT NULL,
    part       INTEGER NOT NULL,
    conference TEXT    REFERENCES conference (id) ON DELETE CASCADE,
    area       TEXT    REFERENCES area (id) ON DELETE CASCADE,
    item       TEXT    REFERENCES area_item (id) ON DELETE CASCADE,
    incident   TEXT    REFERENCES incident (id) ON DELETE CASCADE,
    secret     INTEGER NOT NULL,
    actor      TEXT    NOT NULL,
    place      TEXT    NOT NULL,
    at         INTEGER,
    digest     TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    also       TEXT    NOT NULL,
    body       TEXT    NOT NULL
, labels TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE secret_reader (
    conference TEXT NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    actor      TEXT NOT NULL,
    PRIMARY KEY (conference, kind, id, actor)
) STRICT;

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE sign_in_log (
    id      TEXT    NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    who     TEXT    NOT NULL,
    member  TEXT    NOT NULL,
    actor   TEXT    NOT NULL,
    how     TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    address TEXT    NOT NULL,
    agent   TEXT    NOT NULL
) STRICT;

CREATE TABLE sign_in_session (
    id          TEXT    NOT NULL PRIMARY KEY,
    digest      TEXT    NOT NULL UNIQUE,
    member      TEXT    REFERENCES member (id) ON DELETE CASCADE,
    guest       TEXT    REFERENCES guest_link (id) ON DELETE CASCADE,
    actor       TEXT    NOT NULL,
    system_role TEXT    NOT NULL,
    conference  TEXT    NOT NULL,
    how         TEXT    NOT NULL,
    strength    TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    ends_at     INTEGER NOT NULL,
    address     TEXT    NOT NULL,
    agent       TEXT    NOT NULL,
    revoked_at  INTEGER
) STRICT;

CREATE TABLE sound (
    digest       TEXT    NOT NULL PRIMARY KEY,
    wanted_at    INTEGER NOT NULL,
    leased_until INTEGER,
    ready_at     INTEGER,
    code         TEXT    NOT NULL,
    info         TEXT    NOT NULL,
    per          INTEGER NOT NULL,
    peaks        BLOB,
    head         BLOB,
    head_from    INTEGER NOT NULL,
    head_to      INTEGER NOT NULL
) STRICT;

CREATE TABLE stream_head (
    stream TEXT    NOT NULL PRIMARY KEY,
    seq    INTEGER NOT NULL,
    hash   BLOB    NOT NULL
) STRICT;

CREATE TABLE template (
    actor      TEXT    NOT NULL REFERENCES actor (id),
    id         TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    lang       TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (actor, id)
) STRICT;

CREATE TABLE transcription (
    conference   TEXT    NOT NULL,
    digest       TEXT    NOT NULL,
    asked_at     INTEGER NOT NULL,
    asked_by     TEXT    NOT NULL,
    next_at      INTEGER NOT NULL,
    leased_until INTEGER,
    attempts     INTEGER NOT NULL,
    done_at      INTEGER,
    code         TEXT    NOT NULL,
    PRIMARY KEY (conference, digest)
) STRICT;

CREATE TABLE upload (
    id         TEXT    NOT NULL PRIMARY KEY,
    member     TEXT    NOT NULL,
    actor      TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    place      TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    media_type TEXT    NOT NULL,
    length     INTEGER,
    deferred   INTEGER NOT NULL,
    starts_at  INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    digest     TEXT    NOT NULL
) STRICT;

CREATE TABLE watch (
    id      TEXT    NOT NULL PRIMARY KEY,
    member  TEXT    NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    sort    TEXT    NOT NULL,
    target  TEXT    NOT NULL,
    label   TEXT    NOT NULL,
    often   TEXT    NOT NULL,
    made_at INTEGER NOT NULL,
    UNIQUE (member, sort, target)
) STRICT;

CREATE TABLE watch_happening (
    number     INTEGER NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL,
    what       TEXT    NOT NULL,
    thing      TEXT    NOT NULL,
    item       TEXT    REFERENCES area_item (id) ON DELETE CASCADE,
    conference TEXT    NOT NULL,
    inquiry    TEXT    NOT NULL,
    ref        TEXT    NOT NULL,
    by_member  TEXT    NOT NULL,
    by_actor   TEXT    NOT NULL,
    tags       TEXT    NOT NULL,
    mentioned  TEXT    NOT NULL
) STRICT;

CREATE TRIGGER entry_kept BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'an entry cannot be deleted');
END;

CREATE TRIGGER entry_payload_sealed BEFORE UPDATE OF payload, salt ON entry
WHEN NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'the payload of an entry can only be removed');
END;

CREATE TRIGGER entry_sealed BEFORE UPDATE OF
    stream, seq, recorded_at, occurred_at, member, actor, role, command_id, name, version, digest, prev, hash ON entry
BEGIN
    SELECT RAISE(ABORT, 'the header of an entry cannot be changed');
END;

CREATE TRIGGER sign_in_log_kept BEFORE UPDATE ON sign_in_log
BEGIN
    SELECT RAISE(ABORT, 'a line of the sign-in log cannot be changed');
END;

