-- Which organisations an ICB has named, and what they may be: as its settings say now.
CREATE TABLE partner (
    icb_ods      TEXT   NOT NULL,
    organisation TEXT   NOT NULL,
    settings_id  UUID   NOT NULL,
    version      BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    PRIMARY KEY (icb_ods, organisation),
    FOREIGN KEY (settings_id, version) REFERENCES event (stream_id, version)
);
CREATE INDEX partner_by_organisation ON partner (organisation, icb_ods);
