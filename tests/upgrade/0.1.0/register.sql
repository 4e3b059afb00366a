--
-- PostgreSQL database dump
--

\restrict fn2R508rv73dqCrIs1A4uBYHMDe4HRW2SYAw3Pzwx9hGCPF6u7xRzpwzVnLhqSQ

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: refuse_rewrite(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_rewrite() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;


--
-- Name: refuse_without_fact(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_without_fact() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% changes only with a newer fact', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: _sqlx_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);


--
-- Name: access; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    operation text NOT NULL,
    client_id text NOT NULL,
    subject text NOT NULL,
    organisation text NOT NULL,
    purpose text,
    request_id text NOT NULL,
    record_id uuid
);


--
-- Name: access_record; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.access_record (
    record_id uuid NOT NULL,
    access_id uuid NOT NULL
);


--
-- Name: claim; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.claim (
    kind text NOT NULL,
    claim_key text NOT NULL,
    stream_id uuid NOT NULL
);


--
-- Name: deadline; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deadline (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    version bigint NOT NULL,
    icb_ods text NOT NULL,
    duty text NOT NULL,
    due_on date,
    sort_on date NOT NULL,
    is_open boolean NOT NULL,
    outcome text,
    body text NOT NULL
);


--
-- Name: event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event (
    stream_id uuid NOT NULL,
    version bigint NOT NULL,
    previous bigint,
    stream_kind text NOT NULL,
    kind text NOT NULL,
    schema_no bigint NOT NULL,
    occurred_on date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    client_id text NOT NULL,
    subject text NOT NULL,
    organisation text NOT NULL,
    request_id text NOT NULL,
    data text NOT NULL,
    private_hash bytea,
    hash bytea NOT NULL,
    CONSTRAINT event_check CHECK ((((version = 1) AND (previous IS NULL)) OR ((version > 1) AND (previous IS NOT NULL) AND (previous = (version - 1))))),
    CONSTRAINT event_version_check CHECK ((version >= 1))
);


--
-- Name: event_private; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_private (
    stream_id uuid NOT NULL,
    version bigint NOT NULL,
    nonce bytea NOT NULL,
    body text NOT NULL
);


--
-- Name: feed; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed (
    "position" bigint NOT NULL,
    stream_id uuid NOT NULL,
    version bigint NOT NULL
);


--
-- Name: feed_head; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed_head (
    id bigint NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT feed_head_id_check CHECK ((id = 1))
)
WITH (fillfactor='10');


--
-- Name: idempotency; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency (
    owner text NOT NULL,
    call_key text NOT NULL,
    fingerprint bytea NOT NULL,
    status bigint NOT NULL,
    subject_id uuid NOT NULL,
    item_id uuid,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: person; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.person (
    id uuid NOT NULL,
    version bigint NOT NULL,
    icb_ods text NOT NULL,
    local_authority text,
    nhs_number text,
    family_search text NOT NULL,
    given_search text NOT NULL,
    date_of_birth date,
    rag text,
    rated_on date,
    membership text,
    setting text,
    updated_at timestamp with time zone NOT NULL,
    body text NOT NULL
)
WITH (fillfactor='70');


--
-- Name: projection_head; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.projection_head (
    id bigint NOT NULL,
    version bigint NOT NULL,
    packs text NOT NULL,
    CONSTRAINT projection_head_id_check CHECK ((id = 1))
);


--
-- Name: reach; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reach (
    organisation text NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    basis text NOT NULL,
    version bigint NOT NULL,
    sort_on date NOT NULL
);


--
-- Name: referral; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.referral (
    id uuid NOT NULL,
    version bigint NOT NULL,
    icb_ods text NOT NULL,
    submitted_ods text NOT NULL,
    status text NOT NULL,
    source text NOT NULL,
    local_authority text,
    received_on date NOT NULL,
    nhs_number text,
    family_search text NOT NULL,
    date_of_birth date,
    person_id uuid,
    updated_at timestamp with time zone NOT NULL,
    body text NOT NULL
);


--
-- Name: stream; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.stream (
    id uuid NOT NULL,
    kind text NOT NULL,
    version bigint NOT NULL,
    hash bytea NOT NULL
)
WITH (fillfactor='80');


--
-- Data for Name: _sqlx_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public._sqlx_migrations (version, description, installed_on, success, checksum, execution_time) FROM stdin;
1	register	2026-11-23 11:37:06.626174+00	t	\\x46d6dcea0abc853b74f1605fffe425801df9fc6711193e9e047cba44e2c83af01ada009e9f532069ba5ab585ff43bf6c	65651565
2	interlock	2026-11-23 11:37:06.697379+00	t	\\xac1834b06171c0bafde3e103364433126ac14cb2cb1681704497eeca02e6e967eb29a3a2b33f7c46e3f79b184162b510	15795722
\.


--
-- Data for Name: access; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.access (id, at, operation, client_id, subject, organisation, purpose, request_id, record_id) FROM stdin;
01a20832-1532-72b1-a392-23fdc3081825	2026-11-23 11:37:09.682319+00	read_referral	development	development	QOQ	\N	01a20832-14ad-70e3-9db3-68c4f50dd226	01a20832-1359-7608-904d-8af63188e6db
01a20832-17d4-75b7-b550-8d18f9ded64f	2026-11-23 11:37:10.356621+00	read_referral	development	development	QOQ	\N	01a20832-17c5-7226-98f6-7d0f3472f227	01a20832-1665-701a-a6d8-f2f78ae0f31f
01a20832-1b05-76b0-bfca-d44e483e8d25	2026-11-23 11:37:11.173565+00	read_referral	development	development	QOQ	\N	01a20832-1afb-7460-a317-d691b4a498c9	01a20832-1a35-729d-950b-780870ecebf9
01a20832-1db2-7755-abf3-8757c28ee4dd	2026-11-23 11:37:11.858154+00	read_referral	development	development	QOQ	\N	01a20832-1d44-7204-8e64-7f57d5c38802	01a20832-1d22-7206-ba72-2127646b3007
01a20832-1f10-737b-b1b1-d196a3e3cbf2	2026-11-23 11:37:12.208423+00	read_referral	development	development	QOQ	\N	01a20832-1f0a-7239-bb9a-a98dd88c974e	01a20832-1f05-7370-a8f7-7f691b556eda
01a20832-1f73-72ff-8ef4-234a7eacf8e2	2026-11-23 11:37:12.307259+00	read_referral	development	development	QOQ	\N	01a20832-1f64-7580-b6ca-0b2f1b9fd73a	01a20832-1f52-73a5-a436-6b58b8a8eaf3
01a20832-21a8-7092-9d9c-f6c9f167ab05	2026-11-23 11:37:12.872807+00	read_referral	development	development	QOQ	\N	01a20832-218d-7239-9803-4357779113b3	01a20832-211a-71d8-b765-a931812bf681
01a20832-249a-7707-b6b5-2604cd213688	2026-11-23 11:37:13.626172+00	read_referral	development	development	QOQ	\N	01a20832-244f-7062-93ac-b4d39e92a834	01a20832-2299-738e-b982-aa73f02cf211
01a20832-24b3-72f2-a069-e1f24035e1d0	2026-11-23 11:37:13.651656+00	list_person_deadlines	development	development	QOQ	\N	01a20832-24ae-771e-b593-170048c6ba81	01a20832-15dc-72fd-b0e6-d40eed7cfc4d
01a20832-24b7-71e7-aea1-b46aa8d29393	2026-11-23 11:37:13.655206+00	read_person	development	development	QOQ	\N	01a20832-24b5-7027-bdc9-afb83324de96	01a20832-15dc-72fd-b0e6-d40eed7cfc4d
01a20832-256c-7700-a55e-8f20e78f9fcf	2026-11-23 11:37:13.836691+00	list_person_deadlines	development	development	QOQ	\N	01a20832-24c0-7596-81ab-176f29afb8ec	01a20832-17df-72ea-b1b8-056719c7899a
01a20832-25dd-756e-880a-daf6e0fd1391	2026-11-23 11:37:13.949636+00	read_person	development	development	QOQ	\N	01a20832-259d-721b-b5c1-562492f3ed36	01a20832-17df-72ea-b1b8-056719c7899a
01a20832-25ed-759e-a536-182e7ee4b0da	2026-11-23 11:37:13.965952+00	list_person_deadlines	development	development	QOQ	\N	01a20832-25ec-725c-af4b-7f76bba0814a	01a20832-1b1a-7244-b6f3-dbec718fa2ed
01a20832-25f7-7127-bafb-ec43fa4fdfd4	2026-11-23 11:37:13.975356+00	read_person	development	development	QOQ	\N	01a20832-25ef-7706-b2fb-f89657a86793	01a20832-1b1a-7244-b6f3-dbec718fa2ed
01a20832-260a-7029-863e-a25e41913181	2026-11-23 11:37:13.994971+00	list_person_deadlines	development	development	QOQ	\N	01a20832-2609-7433-a246-904fb921fc2a	01a20832-1ded-710f-bab9-29db01f81ff3
01a20832-260f-7112-9cd0-94fd4afadf02	2026-11-23 11:37:14.000002+00	read_person	development	development	QOQ	\N	01a20832-260d-7147-9bf7-4bb7c67f76a9	01a20832-1ded-710f-bab9-29db01f81ff3
01a20832-2619-758f-abd3-e76ecac7ae6b	2026-11-23 11:37:14.009254+00	list_person_deadlines	development	development	QOQ	\N	01a20832-2617-728c-bfa8-e2d36d863cb5	01a20832-1f16-70c0-89c5-bc5b70602d75
01a20832-261c-7606-8731-df652d9b9ddb	2026-11-23 11:37:14.012392+00	read_person	development	development	QOQ	\N	01a20832-261a-75c1-8145-b6073650eada	01a20832-1f16-70c0-89c5-bc5b70602d75
01a20832-262e-7199-9af9-5748375bf8d6	2026-11-23 11:37:14.030705+00	list_person_deadlines	development	development	QOQ	\N	01a20832-262d-7742-91b5-58e0452566c1	01a20832-1fb6-75bf-8d02-60f867e63276
01a20832-2632-718c-9200-47463f901851	2026-11-23 11:37:14.034687+00	read_person	development	development	QOQ	\N	01a20832-2631-74fb-84cc-539e8711f73d	01a20832-1fb6-75bf-8d02-60f867e63276
01a20832-267a-707b-8bcf-4249c80efde2	2026-11-23 11:37:14.106111+00	list_person_deadlines	development	development	QOQ	\N	01a20832-2670-7622-99e8-0ae1910e2e20	01a20832-21b2-775c-86d7-ab22831bdeec
01a20832-26d0-7562-b082-2f71da79518d	2026-11-23 11:37:14.192833+00	read_person	development	development	QOQ	\N	01a20832-26bb-7193-9576-2a83045104f3	01a20832-21b2-775c-86d7-ab22831bdeec
01a20832-2717-768f-9fdf-f9b35de68770	2026-11-23 11:37:14.263661+00	list_person_deadlines	development	development	QOQ	\N	01a20832-2708-7758-86b4-41436550fea9	01a20832-249e-7176-a6ed-abde4a4afb76
01a20832-2725-75ea-a214-11fb6b49ce78	2026-11-23 11:37:14.277378+00	read_person	development	development	QOQ	\N	01a20832-2723-76c0-90dc-b302fc9c18bb	01a20832-249e-7176-a6ed-abde4a4afb76
\.


--
-- Data for Name: access_record; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.access_record (record_id, access_id) FROM stdin;
\.


--
-- Data for Name: claim; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.claim (kind, claim_key, stream_id) FROM stdin;
client_reference	0e3ba1b41eb560d40edb180a2ed8e7c4bafd6bc5059da4bf4e51444b64900576	01a20832-1359-7608-904d-8af63188e6db
nhs_number	QOQ/9993000035	01a20832-15dc-72fd-b0e6-d40eed7cfc4d
client_reference	a6fd17cd2b65de12c298b3e2df5fe59fcf97a2e9c404edc870304306e3aa4e77	01a20832-1665-701a-a6d8-f2f78ae0f31f
nhs_number	QOQ/9993000078	01a20832-17df-72ea-b1b8-056719c7899a
client_reference	187f677679b6f7da5058ebc4ad9d07c0eac5ba930b2935caa28a69e96cd15607	01a20832-1a35-729d-950b-780870ecebf9
nhs_number	QOQ/9993000094	01a20832-1b1a-7244-b6f3-dbec718fa2ed
client_reference	e86f727f1d94f0051756e6bd323057dab8b4c32eed9e64a515b5e1971c93a9ab	01a20832-1d22-7206-ba72-2127646b3007
nhs_number	QOQ/9993000124	01a20832-1ded-710f-bab9-29db01f81ff3
client_reference	12a6058ebff35ed0f0e04735c48fcb2c2c60e179aa8be9a0dd541db7c481bea9	01a20832-1f05-7370-a8f7-7f691b556eda
nhs_number	QOQ/9993000159	01a20832-1f16-70c0-89c5-bc5b70602d75
client_reference	85ac1aa11727db060beb1b7570e23adf2dcfb02c592235e7578969b5d81e96d4	01a20832-1f52-73a5-a436-6b58b8a8eaf3
nhs_number	QOQ/9993000183	01a20832-1fb6-75bf-8d02-60f867e63276
client_reference	4d6fd6195e8d5d384f811ae35841abdd8824c74f0c55743409be2d2982c1083c	01a20832-211a-71d8-b765-a931812bf681
nhs_number	QOQ/9993000213	01a20832-21b2-775c-86d7-ab22831bdeec
client_reference	d28e095a59027456d3494a95c1255208486d1d8c8d481adf21faa6c6b1a74c81	01a20832-2299-738e-b982-aa73f02cf211
nhs_number	QOQ/9993000248	01a20832-249e-7176-a6ed-abde4a4afb76
\.


--
-- Data for Name: deadline; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.deadline (id, person_id, version, icb_ods, duty, due_on, sort_on, is_open, outcome, body) FROM stdin;
bd02cdfc-6e99-56e2-ae6c-ea2edcd23339	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	9	QOQ	inpatient_review_repeat	2026-08-02	2026-08-02	t	\N	{"id":"bd02cdfc-6e99-56e2-ae6c-ea2edcd23339","person_id":"01a20832-15dc-72fd-b0e6-d40eed7cfc4d","duty":"inpatient_review_repeat","force":"must","due_on":"2026-08-02","breach_on":"2026-08-02","outcome":null,"offered_on":null,"met_on":null,"starts_with":{"fact":"review_held","id":"01a20832-160e-7062-b5dc-292b18278d3d","date":"2026-02-02"},"ended_by":null,"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"repeat-review-adult","source":"S4: a repeat C(E)TR must be offered 6 monthly for adults","force":"must","due_on":"2026-08-02","arithmetic":"2026-02-02 + 6 calendar months = 2026-08-02","because":"adult track: 18 or over on the trigger date and not in Tier 4; security none"},"others":[]}}
e3b48386-bfbc-5be2-aec1-e70ae7b6a852	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	9	QOQ	review_action_plan	2026-04-27	2026-04-27	t	\N	{"id":"e3b48386-bfbc-5be2-aec1-e70ae7b6a852","person_id":"01a20832-15dc-72fd-b0e6-d40eed7cfc4d","duty":"review_action_plan","force":"must","due_on":"2026-04-27","breach_on":"2026-04-27","outcome":null,"offered_on":null,"met_on":null,"starts_with":{"fact":"review_held","id":"01a20832-160e-7062-b5dc-292b18278d3d","date":"2026-02-02"},"ended_by":null,"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"action-plan","source":"S4: a review of C(E)TR action plan within 12 weeks","force":"must","due_on":"2026-04-27","arithmetic":"2026-02-02 + 12 weeks (84 days) = 2026-04-27","because":"for everyone"},"others":[]}}
f790115c-f9f1-53bf-a554-e6de9265c10b	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	9	QOQ	inpatient_review_first	2026-02-03	2026-02-03	f	met	{"id":"f790115c-f9f1-53bf-a554-e6de9265c10b","person_id":"01a20832-15dc-72fd-b0e6-d40eed7cfc4d","duty":"inpatient_review_first","force":"must","due_on":"2026-02-03","breach_on":"2026-02-03","outcome":"met","offered_on":"2026-01-12","met_on":"2026-02-02","starts_with":{"fact":"admission","id":"01a20832-15ea-703f-992d-7fb6711038a4","date":"2026-01-06"},"ended_by":{"fact":"review_held","id":"01a20832-160e-7062-b5dc-292b18278d3d","date":"2026-02-02"},"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"first-review-adult","source":"S4: an inpatient C(E)TR must be offered post admission, within 28 days for adults","force":"must","due_on":"2026-02-03","arithmetic":"2026-01-06 + 28 days = 2026-02-03","because":"adult track: 18 or over on the trigger date and not in Tier 4"},"others":[]}}
3d1e15bf-8424-5e2a-97ad-ba4d6d33a914	01a20832-17df-72ea-b1b8-056719c7899a	9	QOQ	inpatient_review_repeat	2026-09-09	2026-09-09	t	\N	{"id":"3d1e15bf-8424-5e2a-97ad-ba4d6d33a914","person_id":"01a20832-17df-72ea-b1b8-056719c7899a","duty":"inpatient_review_repeat","force":"must","due_on":"2026-09-09","breach_on":"2026-09-09","outcome":null,"offered_on":null,"met_on":null,"starts_with":{"fact":"review_held","id":"01a20832-1994-741d-82c7-82df210fff2e","date":"2026-03-09"},"ended_by":null,"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"repeat-review-adult","source":"S4: a repeat C(E)TR must be offered 6 monthly for adults","force":"must","due_on":"2026-09-09","arithmetic":"2026-03-09 + 6 calendar months = 2026-09-09","because":"adult track: 18 or over on the trigger date and not in Tier 4; security none"},"others":[]}}
7413655b-70a1-5321-967f-e68c23047042	01a20832-17df-72ea-b1b8-056719c7899a	9	QOQ	inpatient_review_first	2026-02-28	2026-02-28	f	met_late	{"id":"7413655b-70a1-5321-967f-e68c23047042","person_id":"01a20832-17df-72ea-b1b8-056719c7899a","duty":"inpatient_review_first","force":"must","due_on":"2026-02-28","breach_on":"2026-02-28","outcome":"met_late","offered_on":"2026-03-02","met_on":"2026-03-09","starts_with":{"fact":"admission","id":"01a20832-196e-71e1-a9ce-ab40a4da0ef0","date":"2026-01-31"},"ended_by":{"fact":"review_held","id":"01a20832-1994-741d-82c7-82df210fff2e","date":"2026-03-09"},"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"first-review-adult","source":"S4: an inpatient C(E)TR must be offered post admission, within 28 days for adults","force":"must","due_on":"2026-02-28","arithmetic":"2026-01-31 + 28 days = 2026-02-28","because":"adult track: 18 or over on the trigger date and not in Tier 4"},"others":[]}}
ce84d8c7-1bbd-5015-b0ff-efaf7e4f5c5a	01a20832-17df-72ea-b1b8-056719c7899a	9	QOQ	review_action_plan	2026-06-01	2026-06-01	t	\N	{"id":"ce84d8c7-1bbd-5015-b0ff-efaf7e4f5c5a","person_id":"01a20832-17df-72ea-b1b8-056719c7899a","duty":"review_action_plan","force":"must","due_on":"2026-06-01","breach_on":"2026-06-01","outcome":null,"offered_on":null,"met_on":null,"starts_with":{"fact":"review_held","id":"01a20832-1994-741d-82c7-82df210fff2e","date":"2026-03-09"},"ended_by":null,"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"action-plan","source":"S4: a review of C(E)TR action plan within 12 weeks","force":"must","due_on":"2026-06-01","arithmetic":"2026-03-09 + 12 weeks (84 days) = 2026-06-01","because":"for everyone"},"others":[]}}
e8d86d82-d097-5885-a465-aec5e7115320	01a20832-1b1a-7244-b6f3-dbec718fa2ed	6	QOQ	inpatient_review_first	2026-09-29	2026-09-29	t	\N	{"id":"e8d86d82-d097-5885-a465-aec5e7115320","person_id":"01a20832-1b1a-7244-b6f3-dbec718fa2ed","duty":"inpatient_review_first","force":"must","due_on":"2026-09-29","breach_on":"2026-09-29","outcome":null,"offered_on":null,"met_on":null,"starts_with":{"fact":"admission","id":"01a20832-1bf4-700b-a55c-0118a88d1a3d","date":"2026-09-01"},"ended_by":null,"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"first-review-adult","source":"S4: an inpatient C(E)TR must be offered post admission, within 28 days for adults","force":"must","due_on":"2026-09-29","arithmetic":"2026-09-01 + 28 days = 2026-09-29","because":"adult track: 18 or over on the trigger date and not in Tier 4"},"others":[]}}
93d74b52-aba6-5862-9d82-a39e74692e83	01a20832-1fb6-75bf-8d02-60f867e63276	9	QOQ	inpatient_review_first	2026-03-10	2026-03-10	f	met	{"id":"93d74b52-aba6-5862-9d82-a39e74692e83","person_id":"01a20832-1fb6-75bf-8d02-60f867e63276","duty":"inpatient_review_first","force":"must","due_on":"2026-03-10","breach_on":"2026-03-10","outcome":"met","offered_on":"2026-02-16","met_on":"2026-02-27","starts_with":{"fact":"admission","id":"01a20832-1fda-7438-92e1-e64bd5002218","date":"2026-02-10"},"ended_by":{"fact":"review_held","id":"01a20832-2051-70b0-bc3c-f0b1f32bdb9f","date":"2026-02-27"},"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"first-review-adult","source":"S4: an inpatient C(E)TR must be offered post admission, within 28 days for adults","force":"must","due_on":"2026-03-10","arithmetic":"2026-02-10 + 28 days = 2026-03-10","because":"adult track: 18 or over on the trigger date and not in Tier 4"},"others":[]}}
d0f02907-d159-5611-9038-b9657c870f9b	01a20832-1ded-710f-bab9-29db01f81ff3	9	QOQ	review_action_plan	2026-07-03	2026-07-03	t	\N	{"id":"d0f02907-d159-5611-9038-b9657c870f9b","person_id":"01a20832-1ded-710f-bab9-29db01f81ff3","duty":"review_action_plan","force":"must","due_on":"2026-07-03","breach_on":"2026-07-03","outcome":null,"offered_on":null,"met_on":null,"starts_with":{"fact":"review_held","id":"01a20832-1e8f-7618-a4fb-c3b29626d845","date":"2026-04-10"},"ended_by":null,"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"action-plan","source":"S4: a review of C(E)TR action plan within 12 weeks","force":"must","due_on":"2026-07-03","arithmetic":"2026-04-10 + 12 weeks (84 days) = 2026-07-03","because":"for everyone"},"others":[]}}
d8170940-c477-559f-86a2-aa4741280ca4	01a20832-1ded-710f-bab9-29db01f81ff3	9	QOQ	inpatient_review_first	2026-04-11	2026-04-11	f	met	{"id":"d8170940-c477-559f-86a2-aa4741280ca4","person_id":"01a20832-1ded-710f-bab9-29db01f81ff3","duty":"inpatient_review_first","force":"must","due_on":"2026-04-11","breach_on":"2026-04-11","outcome":"met","offered_on":"2026-04-02","met_on":"2026-04-10","starts_with":{"fact":"admission","id":"01a20832-1e55-73ad-a669-41817d12ebca","date":"2026-03-28"},"ended_by":{"fact":"review_held","id":"01a20832-1e8f-7618-a4fb-c3b29626d845","date":"2026-04-10"},"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"first-review-child","source":"S4: an inpatient C(E)TR must be offered post admission, within 14 days for tier 4","force":"must","due_on":"2026-04-11","arithmetic":"2026-03-28 + 14 days = 2026-04-11","because":"child track: the setting is Tier 4"},"others":[]}}
ed8899a3-23d9-5be4-803a-e4d569f10e95	01a20832-1ded-710f-bab9-29db01f81ff3	9	QOQ	inpatient_review_repeat	2026-07-10	2026-07-10	t	\N	{"id":"ed8899a3-23d9-5be4-803a-e4d569f10e95","person_id":"01a20832-1ded-710f-bab9-29db01f81ff3","duty":"inpatient_review_repeat","force":"must","due_on":"2026-07-10","breach_on":"2026-07-10","outcome":null,"offered_on":null,"met_on":null,"starts_with":{"fact":"review_held","id":"01a20832-1e8f-7618-a4fb-c3b29626d845","date":"2026-04-10"},"ended_by":null,"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"repeat-review-child","source":"S4: a repeat C(E)TR must be offered 3 monthly for tier 4","force":"must","due_on":"2026-07-10","arithmetic":"2026-04-10 + 3 calendar months = 2026-07-10","because":"child track: the setting is Tier 4"},"others":[]}}
bad1d324-9194-5a37-a2b3-34ed7d1c78c0	01a20832-1f16-70c0-89c5-bc5b70602d75	6	QOQ	inpatient_review_first	2026-04-24	2026-04-24	t	\N	{"id":"bad1d324-9194-5a37-a2b3-34ed7d1c78c0","person_id":"01a20832-1f16-70c0-89c5-bc5b70602d75","duty":"inpatient_review_first","force":"must","due_on":"2026-04-24","breach_on":"2026-04-24","outcome":null,"offered_on":null,"met_on":null,"starts_with":{"fact":"admission","id":"01a20832-1f22-7666-a0c2-591c681e5c6b","date":"2026-04-10"},"ended_by":null,"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"first-review-child","source":"S4: an inpatient C(E)TR must be offered post admission, within 14 days for tier 4","force":"must","due_on":"2026-04-24","arithmetic":"2026-04-10 + 14 days = 2026-04-24","because":"child track: the setting is Tier 4"},"others":[]}}
11a20c58-0793-5740-864c-9f1aaf539e25	01a20832-1fb6-75bf-8d02-60f867e63276	9	QOQ	review_action_plan	2026-05-22	2026-05-22	t	\N	{"id":"11a20c58-0793-5740-864c-9f1aaf539e25","person_id":"01a20832-1fb6-75bf-8d02-60f867e63276","duty":"review_action_plan","force":"must","due_on":"2026-05-22","breach_on":"2026-05-22","outcome":null,"offered_on":null,"met_on":null,"starts_with":{"fact":"review_held","id":"01a20832-2051-70b0-bc3c-f0b1f32bdb9f","date":"2026-02-27"},"ended_by":null,"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"action-plan","source":"S4: a review of C(E)TR action plan within 12 weeks","force":"must","due_on":"2026-05-22","arithmetic":"2026-02-27 + 12 weeks (84 days) = 2026-05-22","because":"for everyone"},"others":[]}}
3309fa4b-ccba-53a1-8fcf-ea642be13124	01a20832-1fb6-75bf-8d02-60f867e63276	9	QOQ	inpatient_review_repeat	2027-02-27	2027-02-27	t	\N	{"id":"3309fa4b-ccba-53a1-8fcf-ea642be13124","person_id":"01a20832-1fb6-75bf-8d02-60f867e63276","duty":"inpatient_review_repeat","force":"must","due_on":"2027-02-27","breach_on":"2027-02-27","outcome":null,"offered_on":null,"met_on":null,"starts_with":{"fact":"review_held","id":"01a20832-2051-70b0-bc3c-f0b1f32bdb9f","date":"2026-02-27"},"ended_by":null,"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"repeat-review-adult-secure","source":"S4: 6 monthly for adults unless the person is in a secure setting which is 12 monthly","force":"must","due_on":"2027-02-27","arithmetic":"2026-02-27 + 12 calendar months = 2027-02-27","because":"adult track: 18 or over on the trigger date and not in Tier 4; security medium"},"others":[]}}
7157f055-26b5-5451-8149-cdaf57ea4a6a	01a20832-21b2-775c-86d7-ab22831bdeec	7	QOQ	inpatient_review_first	2026-06-01	2026-06-01	f	cancelled	{"id":"7157f055-26b5-5451-8149-cdaf57ea4a6a","person_id":"01a20832-21b2-775c-86d7-ab22831bdeec","duty":"inpatient_review_first","force":"must","due_on":"2026-06-01","breach_on":"2026-06-01","outcome":"cancelled","offered_on":null,"met_on":null,"starts_with":{"fact":"admission","id":"01a20832-21c5-76b5-9478-b4ed03e329f5","date":"2026-05-04"},"ended_by":{"fact":"discharge","id":"01a20832-21c5-76b5-9478-b4ed03e329f5","date":"2026-06-01"},"explanation":{"binding":{"pack":"seeds","version":"2017-03-01","rule":"first-review-adult","source":"S4: an inpatient C(E)TR must be offered post admission, within 28 days for adults","force":"must","due_on":"2026-06-01","arithmetic":"2026-05-04 + 28 days = 2026-06-01","because":"adult track: 18 or over on the trigger date and not in Tier 4"},"others":[]}}
\.


--
-- Data for Name: event; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.event (stream_id, version, previous, stream_kind, kind, schema_no, occurred_on, recorded_at, client_id, subject, organisation, request_id, data, private_hash, hash) FROM stdin;
01a20832-1359-7608-904d-8af63188e6db	1	\N	referral	referral_received	1	2025-12-01	2026-11-23 11:37:09.209297+00	development	development	QOQ	01a20832-1352-775d-96c9-a2f205265f72	{"client_id":"development","icb_ods":"QOQ","in_crisis":true,"local_authority":"E06000010","open_to_health_and_social_care":true,"received_on":"2025-12-01","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"source":"lead_professional","submitted_ods":"QOQ","suggested_rag":"amber"}	\\x97f72d07ef1a519dba0797e676fe9725b274c76631bf668c2227f33852f4eb04	\\xa38b00a473818203bbe84f4ba0e37ab8c97b5494a2b5827f552db4f440d976c4
01a20832-1359-7608-904d-8af63188e6db	2	1	referral	referral_accepted	1	2025-12-03	2026-11-23 11:37:09.852591+00	development	development	QOQ	01a20832-15b6-749a-9483-c90ca422ae2f	{"criteria_overridden":false,"decided_on":"2025-12-03","linked":false,"membership_id":"7f9bac50-3dc2-5468-b09f-70fab4dd1ee3","person_id":"01a20832-15dc-72fd-b0e6-d40eed7cfc4d"}	\\xb46a38907f49fe702e28969e595931feba0db909594c3c24b30be9c104319b00	\\x2a4929bdb9e2f7bc4f10b6f7dec5e6bc14c84d49e6b9e6599be8bc61e1ff31ab
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	1	\N	person	person_created	1	2025-12-03	2026-11-23 11:37:09.852591+00	development	development	QOQ	01a20832-15b6-749a-9483-c90ca422ae2f	{"conditions":["autism","learning_disability"],"icb_ods":"QOQ","known_since":"2025-12-03","local_authority":"E06000010","referral_id":"01a20832-1359-7608-904d-8af63188e6db"}	\\x720adc5167f3a1249393d51a5179c33a921c5c22ceee7f1d8d56eb6690eebf94	\\xe95fbb9e9bcae8ce9a8b8ebb875e5a00f57cedbb714a1d7b92e7ba252e16d8b0
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	2	1	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:09.852591+00	development	development	QOQ	01a20832-15b6-749a-9483-c90ca422ae2f	{"basis":"self","consent_id":"3826d4c6-9cd5-525e-9240-29751b842ed2","covers":[],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"register","status":"given"}	\\x8df308928fcd688d1c7254c5d32d5cb20e6dfe22b1aff5ee9846ebe74e5ee976	\\x6905a4b89d7198aeae0a4df6c56e29164d227985df29e9a34a79e33c3dee2597
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	3	2	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:09.852591+00	development	development	QOQ	01a20832-15b6-749a-9483-c90ca422ae2f	{"basis":"self","consent_id":"0b30458e-3d0b-546d-9706-7b8aa496ee64","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"information_sharing","status":"given"}	\\x2fd22430f23c9bd75b13fbc3029f9ecc141da0a5f7d8d8caa992b0a7835a3b88	\\x8d5a060738ed161cf081831a6d8b508ed2340cefffb1035ae5fc0152a3b9501b
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	4	3	person	membership_opened	1	2025-12-03	2026-11-23 11:37:09.852591+00	development	development	QOQ	01a20832-15b6-749a-9483-c90ca422ae2f	{"icb_ods":"QOQ","membership_id":"7f9bac50-3dc2-5468-b09f-70fab4dd1ee3","opened_on":"2025-12-03","previous":null,"referral_id":"01a20832-1359-7608-904d-8af63188e6db","register":"adult"}	\\x864c5ee2593332a060538910b7b0f3e04152689856b48d14cfc17c8f2d847ee6	\\x951ca49cd70b0ce359feb84e50d99e2089ca33fe06eac1a3e340eead17ae2fdb
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	5	4	person	rated	1	2025-12-03	2026-11-23 11:37:09.852591+00	development	development	QOQ	01a20832-15b6-749a-9483-c90ca422ae2f	{"effective_on":"2025-12-03","membership_id":"7f9bac50-3dc2-5468-b09f-70fab4dd1ee3","rag":"amber","rating_id":"6709ccda-ab05-5996-915d-e65431f5bce4","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"trigger":"referral","unmanaged_risk_identified":true}	\\x60b7922fc5b12101fc215f80744681cfbdeb61a49072f6908258cdc1d73898a6	\\x48f3d36a132e0e065f17e98980bb1714653874886bcdd411cf5410e2e9558c20
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	6	5	person	admitted	1	2026-01-06	2026-11-23 11:37:09.866255+00	development	development	QOQ	01a20832-15e5-738d-bfaf-32319dada9b0	{"admission_id":"01a20832-15ea-703f-992d-7fb6711038a4","admitted_on":"2026-01-06","bed_type_code":null,"expected_discharge_on":"2026-12-31","host_commissioner_ods":null,"legal_status":"section_2","out_of_area":false,"provider_ods":"RV9","reasons":["mental_disorder","harm_to_self"],"responsible_commissioner":{"kind":"icb","ods":"QOQ"},"security":"none","setting":"adult_acute","urgency":"urgent"}	\\x69624a314cc0784496a823608ab13025d278c0a0ac01185fbf1d7fb4bde606d5	\\x3606c9fedeccf8987ba327f0ca3c7e9618ec61a0352703009a71863a0271a95d
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	7	6	person	review_requested	1	2026-01-08	2026-11-23 11:37:09.902651+00	development	development	QOQ	01a20832-160c-7092-aaca-ca6797e4b4e2	{"admission_id":"01a20832-15ea-703f-992d-7fb6711038a4","family":"ctr","kind":"inpatient","requested_on":"2026-01-08","review_id":"01a20832-160e-7062-b5dc-292b18278d3d"}	\\x638598189861bb8b7129c9cda46931071f26e724f474b5b718d03099833e84ee	\\x9c927e168f04ec6fc43c5eadd16bf9ab6a5c62d7a51e859f3989b886b2742114
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	8	7	person	review_offered	1	2026-01-12	2026-11-23 11:37:09.932344+00	development	development	QOQ	01a20832-1628-730e-96fa-07dc03418d8a	{"offered_on":"2026-01-12","review_id":"01a20832-160e-7062-b5dc-292b18278d3d","scheduled_for":"2026-02-02"}	\N	\\x6886b3c9965adceca8e82de59606bd6ebb9896b8640a898a7ca28bcffd0b9141
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	9	8	person	review_held	1	2026-02-02	2026-11-23 11:37:09.970175+00	development	development	QOQ	01a20832-163d-7051-82a8-08218997191b	{"delivery":"face_to_face","held_on":"2026-02-02","keyworking_considered":null,"outcome":"remain_inpatient","recommendations":[{"agency":"social_care","due_on":"2026-09-30","recommendation_id":"f339ba14-2f1e-5d92-8bf3-b22e170ce811"}],"review_id":"01a20832-160e-7062-b5dc-292b18278d3d"}	\\x70e07f372f06c95b64138702036e522d93b0f0923b236434091f86997dd7b90a	\\x2fdf2984e2c63052f520cc7dd3655feb93d5781cba23216cbcb03b9d98cfa531
01a20832-1665-701a-a6d8-f2f78ae0f31f	1	\N	referral	referral_received	1	2025-12-01	2026-11-23 11:37:09.989105+00	development	development	QOQ	01a20832-1664-74ae-82fd-07dbabec6809	{"client_id":"development","icb_ods":"QOQ","in_crisis":true,"local_authority":"E06000010","open_to_health_and_social_care":true,"received_on":"2025-12-01","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"source":"lead_professional","submitted_ods":"QOQ","suggested_rag":"amber"}	\\x87c3787b196a23b1e4f7a137792db9623e33eb987ed9afc943ffd366f28321d7	\\x2de4be7500853ee640801ce4403d845263a94bca73bc337823880edc2b72e1b8
01a20832-1665-701a-a6d8-f2f78ae0f31f	2	1	referral	referral_accepted	1	2025-12-03	2026-11-23 11:37:10.367553+00	development	development	QOQ	01a20832-17de-741d-96c5-8169557ada8f	{"criteria_overridden":false,"decided_on":"2025-12-03","linked":false,"membership_id":"3be335a0-31dc-5901-954a-df9f51155e94","person_id":"01a20832-17df-72ea-b1b8-056719c7899a"}	\\x543df4a7e6dc3c6023f4f59a765d2eed64fdf37429ac6c1ed94034f398b5655d	\\x1c57c6d0b831b3949a38f821e6a7834812ac8934d57be9309a2f444cf8e07537
01a20832-17df-72ea-b1b8-056719c7899a	1	\N	person	person_created	1	2025-12-03	2026-11-23 11:37:10.367553+00	development	development	QOQ	01a20832-17de-741d-96c5-8169557ada8f	{"conditions":["autism","learning_disability"],"icb_ods":"QOQ","known_since":"2025-12-03","local_authority":"E06000010","referral_id":"01a20832-1665-701a-a6d8-f2f78ae0f31f"}	\\x5f2cd08f203147344c245f81f8fdd4e3ac9f136001c08b5e9e68e49f773f4d7b	\\x37d3dd76d3af253fda499d7047eaa3c3efa35495e3dcb598bc3045fbf566963b
01a20832-17df-72ea-b1b8-056719c7899a	2	1	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:10.367553+00	development	development	QOQ	01a20832-17de-741d-96c5-8169557ada8f	{"basis":"self","consent_id":"661ae079-29f8-5eaf-9c00-3adb3b6974ec","covers":[],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"register","status":"given"}	\\x8a63c1c8e937eaf707ad643848076d8f071393a711ff904697b248d3e8383b22	\\xaeb7e522abaa5ed8e0252a3a8d5e5f88b54ef28ea1ca57ca4a48b516137f1442
01a20832-17df-72ea-b1b8-056719c7899a	3	2	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:10.367553+00	development	development	QOQ	01a20832-17de-741d-96c5-8169557ada8f	{"basis":"self","consent_id":"f6dbcb6f-4ac9-57bf-aed0-a204c14aec96","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"information_sharing","status":"given"}	\\x49f84c1360e99d33b9fd858a5c6aee8fb8597261321fa5472c57add005a36b21	\\xd47b07c9b0019cd00cc682c8279cdb4ed6620fc8ddd81a6a8e17652b6f6409c6
01a20832-17df-72ea-b1b8-056719c7899a	4	3	person	membership_opened	1	2025-12-03	2026-11-23 11:37:10.367553+00	development	development	QOQ	01a20832-17de-741d-96c5-8169557ada8f	{"icb_ods":"QOQ","membership_id":"3be335a0-31dc-5901-954a-df9f51155e94","opened_on":"2025-12-03","previous":null,"referral_id":"01a20832-1665-701a-a6d8-f2f78ae0f31f","register":"adult"}	\\xefc2ba4e320f4a2abcffa67bd4a37168858e87ec1c22231503bb610abbc4563e	\\xb174adc82ac0868a3086e35a52a6716ca92c65e167d2a62d923bb60fb9d0e201
01a20832-17df-72ea-b1b8-056719c7899a	5	4	person	rated	1	2025-12-03	2026-11-23 11:37:10.367553+00	development	development	QOQ	01a20832-17de-741d-96c5-8169557ada8f	{"effective_on":"2025-12-03","membership_id":"3be335a0-31dc-5901-954a-df9f51155e94","rag":"amber","rating_id":"381be4f5-2608-528c-afe2-99e68db72314","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"trigger":"referral","unmanaged_risk_identified":true}	\\x775609afdf673c08dc35a7152c7cbcdd7467b96da40e923fce5c33475f1e0c6f	\\x0a36bc3042ec35a209243b8b099441f0c6e39427bae12f040c8c58dcdd633d5b
01a20832-17df-72ea-b1b8-056719c7899a	6	5	person	admitted	1	2026-01-31	2026-11-23 11:37:10.766742+00	development	development	QOQ	01a20832-196d-752f-b6ed-62d15e4783e3	{"admission_id":"01a20832-196e-71e1-a9ce-ab40a4da0ef0","admitted_on":"2026-01-31","bed_type_code":null,"expected_discharge_on":"2026-12-31","host_commissioner_ods":null,"legal_status":"section_2","out_of_area":false,"provider_ods":"RV9","reasons":["mental_disorder","harm_to_self"],"responsible_commissioner":{"kind":"icb","ods":"QOQ"},"security":"none","setting":"adult_acute","urgency":"urgent"}	\\xe08648e4d7990dad209285a13b2af4cf0d92ed47c9396c80d08a3dac3a9ac2c6	\\xa2865014869a06a9c878af4cf695c1ba24ff6abc7d09235b489a7f8ac21a1606
01a20832-17df-72ea-b1b8-056719c7899a	7	6	person	review_requested	1	2026-02-20	2026-11-23 11:37:10.804208+00	development	development	QOQ	01a20832-1992-769f-b8d2-4b5cfc5b81a4	{"admission_id":"01a20832-196e-71e1-a9ce-ab40a4da0ef0","family":"ctr","kind":"inpatient","requested_on":"2026-02-20","review_id":"01a20832-1994-741d-82c7-82df210fff2e"}	\\x52491fd6bfaa13b4862c03dfa9e7b52191ef1cb1e538f718d2ee86a06e77eadb	\\xf4a2c13fbc2b42b83d859a411b459e1cb68854edc5884b57b0898ea01e62c4e9
01a20832-17df-72ea-b1b8-056719c7899a	8	7	person	review_offered	1	2026-03-02	2026-11-23 11:37:10.813198+00	development	development	QOQ	01a20832-199c-71e0-933d-f2910f43fca6	{"offered_on":"2026-03-02","review_id":"01a20832-1994-741d-82c7-82df210fff2e","scheduled_for":"2026-03-09"}	\N	\\xbf82808bcfdf567df1d7ae03d1a95a40fafcfbc39af8627aab01bcbfeafcba08
01a20832-17df-72ea-b1b8-056719c7899a	9	8	person	review_held	1	2026-03-09	2026-11-23 11:37:10.818913+00	development	development	QOQ	01a20832-19a1-7736-ad9d-2bce6c06ff69	{"delivery":"face_to_face","held_on":"2026-03-09","keyworking_considered":null,"outcome":"remain_inpatient","recommendations":[{"agency":"social_care","due_on":"2026-09-30","recommendation_id":"794c34a5-034d-52d5-b4c2-27b6807e2e18"}],"review_id":"01a20832-1994-741d-82c7-82df210fff2e"}	\\x7998fb805753b0577c0d97a524bbba8205b7b4bdb875f294e253693e4ea644ba	\\xd3a81c66eb75c3b0f9dd2d51d92672fbb11b67d24fea9d3498c4a75005d53d2f
01a20832-1a35-729d-950b-780870ecebf9	1	\N	referral	referral_received	1	2025-12-01	2026-11-23 11:37:10.965733+00	development	development	QOQ	01a20832-1a1a-7469-b156-8803434ba1f6	{"client_id":"development","icb_ods":"QOQ","in_crisis":true,"local_authority":"E06000010","open_to_health_and_social_care":true,"received_on":"2025-12-01","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"source":"lead_professional","submitted_ods":"QOQ","suggested_rag":"amber"}	\\x1f4a1877132cb3559b8e00cdcf8c0297c1a2e62715a864bc5c173e0ee25ee279	\\xac4c59989fbfdda9ad135c1bdd0043197892b4372797fc82a1d7680d38183cbb
01a20832-1a35-729d-950b-780870ecebf9	2	1	referral	referral_accepted	1	2025-12-03	2026-11-23 11:37:11.195164+00	development	development	QOQ	01a20832-1b19-7352-b6d4-73be4c93a0b8	{"criteria_overridden":false,"decided_on":"2025-12-03","linked":false,"membership_id":"5b93a800-10ce-5b83-85ad-9e6895bff2b1","person_id":"01a20832-1b1a-7244-b6f3-dbec718fa2ed"}	\\xcb200cb1a5f843ee304559174a68df8b08036ef304775e33e73fa45327c75a37	\\x3dc5d68ae6c41dc1260c0e85086b6d3f1efe0137dc2d45e766103d8f64a92ed7
01a20832-1b1a-7244-b6f3-dbec718fa2ed	1	\N	person	person_created	1	2025-12-03	2026-11-23 11:37:11.195164+00	development	development	QOQ	01a20832-1b19-7352-b6d4-73be4c93a0b8	{"conditions":["autism","learning_disability"],"icb_ods":"QOQ","known_since":"2025-12-03","local_authority":"E06000010","referral_id":"01a20832-1a35-729d-950b-780870ecebf9"}	\\x35b35df1d7c8734640f62d22b8624598f4d4fee82e5f0e1b04d4e693dfde750b	\\xdebb9eed39a54b5c2c3b7c95da5cda95fbffef126c418bc3a605aacaec721d82
01a20832-1b1a-7244-b6f3-dbec718fa2ed	2	1	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:11.195164+00	development	development	QOQ	01a20832-1b19-7352-b6d4-73be4c93a0b8	{"basis":"self","consent_id":"47d2223b-f026-594d-962a-b3f332c4403b","covers":[],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"register","status":"given"}	\\xbe47043939c9f3a30b7f56b2885918381c9e7eb1d065144d87d41ca63da18e60	\\xffbd886a87d0daaa7d6d7a4a9645ae242be2498aa08119ebd0dc17c4af1f86a4
01a20832-1b1a-7244-b6f3-dbec718fa2ed	3	2	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:11.195164+00	development	development	QOQ	01a20832-1b19-7352-b6d4-73be4c93a0b8	{"basis":"self","consent_id":"67142a82-cbd0-5b72-9775-5e0137b01413","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"information_sharing","status":"given"}	\\x9e8740875bdf3cb6987531604be3146488bf3eb50b2e78b181f4a8098b9f5fb5	\\x02a66f509acaec7fef537c6e5984666b66109c35017882052f278cf1d0108dfd
01a20832-1b1a-7244-b6f3-dbec718fa2ed	4	3	person	membership_opened	1	2025-12-03	2026-11-23 11:37:11.195164+00	development	development	QOQ	01a20832-1b19-7352-b6d4-73be4c93a0b8	{"icb_ods":"QOQ","membership_id":"5b93a800-10ce-5b83-85ad-9e6895bff2b1","opened_on":"2025-12-03","previous":null,"referral_id":"01a20832-1a35-729d-950b-780870ecebf9","register":"adult"}	\\x3538e885890ae16f04bc3e780ea6af10c9286712392ea04dc7a6e4e73e5cb10d	\\x52c8574d9bcb59ee3853f02839a8d267c5764cf5d1bcd3172d1f7e526ab79e2d
01a20832-1b1a-7244-b6f3-dbec718fa2ed	5	4	person	rated	1	2025-12-03	2026-11-23 11:37:11.195164+00	development	development	QOQ	01a20832-1b19-7352-b6d4-73be4c93a0b8	{"effective_on":"2025-12-03","membership_id":"5b93a800-10ce-5b83-85ad-9e6895bff2b1","rag":"amber","rating_id":"ad24545e-c302-50d8-ac99-5ff33dcf0cb5","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"trigger":"referral","unmanaged_risk_identified":true}	\\xb854178956ce330ab5f34384862199c0ab6b7529e7e6d04ee7a3ff026cb05df1	\\xa2e4650d1199d5150c070e645f6551b41a97e4061e7c345295826eb77bbe1220
01a20832-1b1a-7244-b6f3-dbec718fa2ed	6	5	person	admitted	1	2026-09-01	2026-11-23 11:37:11.412968+00	development	development	QOQ	01a20832-1bf3-72ef-b82f-26e3ac5feac5	{"admission_id":"01a20832-1bf4-700b-a55c-0118a88d1a3d","admitted_on":"2026-09-01","bed_type_code":null,"expected_discharge_on":"2026-12-31","host_commissioner_ods":null,"legal_status":"section_2","out_of_area":false,"provider_ods":"RV9","reasons":["mental_disorder","harm_to_self"],"responsible_commissioner":{"kind":"icb","ods":"QOQ"},"security":"none","setting":"adult_acute","urgency":"urgent"}	\\x1810652b697b4acec8d8e24b585f9c00ae0a7ab375304881a36314ce7c554e8a	\\x828b66b025599877cc3f3be82848100223a5216fda28a2a8812f83f97f53c138
01a20832-1d22-7206-ba72-2127646b3007	1	\N	referral	referral_received	1	2025-12-01	2026-11-23 11:37:11.714448+00	development	development	QOQ	01a20832-1d09-7093-bdae-150d4e713088	{"client_id":"development","icb_ods":"QOQ","in_crisis":true,"local_authority":"E06000010","open_to_health_and_social_care":true,"received_on":"2025-12-01","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"source":"lead_professional","submitted_ods":"QOQ","suggested_rag":"amber"}	\\xa9a55e714122ba378163697a414b336b1c08a4e39e61f0c4596a44d09522b367	\\xfe8834ba03f52b7188cbe0c17dd6aafa3622b85c2b281554d4471dd5518494e2
01a20832-1d22-7206-ba72-2127646b3007	2	1	referral	referral_accepted	1	2025-12-03	2026-11-23 11:37:11.917733+00	development	development	QOQ	01a20832-1ddb-7323-a5a5-1c584017ef7c	{"criteria_overridden":false,"decided_on":"2025-12-03","linked":false,"membership_id":"4db985ec-a991-5caa-9d49-2a7bf6442f2f","person_id":"01a20832-1ded-710f-bab9-29db01f81ff3"}	\\xa7e20b1972ddb78ca499386395b34955bd2894c2e4bf17775e3d18010eca7507	\\xab0ad5b7416d20b82818c7265f8f4d917b9273696c8eddc9b06c6773cd48201b
01a20832-1ded-710f-bab9-29db01f81ff3	1	\N	person	person_created	1	2025-12-03	2026-11-23 11:37:11.917733+00	development	development	QOQ	01a20832-1ddb-7323-a5a5-1c584017ef7c	{"conditions":["autism","learning_disability"],"icb_ods":"QOQ","known_since":"2025-12-03","local_authority":"E06000010","referral_id":"01a20832-1d22-7206-ba72-2127646b3007"}	\\x968e7342e1768b56b6419fa819e5afd474a0b634e670009874e8e11a3f9025a3	\\x2f508e8acc6bb56ccb2f36fc0ba0f7f7322a19677993a00a51d3c5277d38c719
01a20832-1ded-710f-bab9-29db01f81ff3	2	1	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:11.917733+00	development	development	QOQ	01a20832-1ddb-7323-a5a5-1c584017ef7c	{"basis":"parental_responsibility","consent_id":"0b038228-7fcd-52a4-9a7d-35ee5fb6fba2","covers":[],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"register","status":"given"}	\\xa23f2b3040abf15c64da97701da7a3334863fa64ec32aa5b7da2685b52615391	\\xe306dcaa3a49f15c8f3e6ed566eca9b8baecb3f848872f04318304d0e0dfd403
01a20832-1ded-710f-bab9-29db01f81ff3	3	2	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:11.917733+00	development	development	QOQ	01a20832-1ddb-7323-a5a5-1c584017ef7c	{"basis":"parental_responsibility","consent_id":"4c321615-089c-5177-b29b-5328a0910e60","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"information_sharing","status":"given"}	\\xe3443823bac53c1c46eee26cb4ece49a28e46aba8b1a1d517d5f8b1e12ccf9dc	\\x9a21b81304e3f5f95d21b5d5b6dc492fe584ce5acf3a21f113ff5bcc0a8590eb
01a20832-1ded-710f-bab9-29db01f81ff3	4	3	person	membership_opened	1	2025-12-03	2026-11-23 11:37:11.917733+00	development	development	QOQ	01a20832-1ddb-7323-a5a5-1c584017ef7c	{"icb_ods":"QOQ","membership_id":"4db985ec-a991-5caa-9d49-2a7bf6442f2f","opened_on":"2025-12-03","previous":null,"referral_id":"01a20832-1d22-7206-ba72-2127646b3007","register":"cyp"}	\\xbff652c03776776e0f56e0f0bc471897f8a7a3f019530bd1ffb7da5e785eb15d	\\x9a0be826017ca7866c90563aef7c0a283832d9608d5adb179f2a4303b3b4fe19
01a20832-1ded-710f-bab9-29db01f81ff3	5	4	person	rated	1	2025-12-03	2026-11-23 11:37:11.917733+00	development	development	QOQ	01a20832-1ddb-7323-a5a5-1c584017ef7c	{"effective_on":"2025-12-03","membership_id":"4db985ec-a991-5caa-9d49-2a7bf6442f2f","rag":"amber","rating_id":"286b743d-26a9-5e66-a2f2-0fbb5eb631ed","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"trigger":"referral","unmanaged_risk_identified":true}	\\x648fc33e29bf684e1b2751ee3215b87aaf0c1e4e633f023749a2d4736b3077a7	\\x7d6667f77e7a46d77c135686e8be8ffd2ccaa434c8f303ae0b4956247da2acd3
01a20832-1ded-710f-bab9-29db01f81ff3	7	6	person	review_requested	1	2026-03-30	2026-11-23 11:37:12.079593+00	development	development	QOQ	01a20832-1e8e-7491-bdf8-e26fdbcf2c8c	{"admission_id":"01a20832-1e55-73ad-a669-41817d12ebca","family":"cetr","kind":"inpatient","requested_on":"2026-03-30","review_id":"01a20832-1e8f-7618-a4fb-c3b29626d845"}	\\xdaf7e54537418896e472c6647a1adfda9be8a5403d4d8b001ceab15b38e4c0a1	\\xb95131c575f7ab10519110b7e5884995ecb626551b8d8190342ef4efcb3dccf0
01a20832-1ded-710f-bab9-29db01f81ff3	8	7	person	review_offered	1	2026-04-02	2026-11-23 11:37:12.102126+00	development	development	QOQ	01a20832-1ea5-7375-8919-67104f15443a	{"offered_on":"2026-04-02","review_id":"01a20832-1e8f-7618-a4fb-c3b29626d845","scheduled_for":"2026-04-10"}	\N	\\x76a10f71b53dad73f837f8d36548d7bb85f8df4c2081cb5e591e83b5645a6f16
01a20832-1f05-7370-a8f7-7f691b556eda	1	\N	referral	referral_received	1	2025-12-01	2026-11-23 11:37:12.197202+00	development	development	QOQ	01a20832-1f04-720c-9fa2-bf5d53756d96	{"client_id":"development","icb_ods":"QOQ","in_crisis":true,"local_authority":"E06000010","open_to_health_and_social_care":true,"received_on":"2025-12-01","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"source":"lead_professional","submitted_ods":"QOQ","suggested_rag":"amber"}	\\xbf9c67b4a66e1aab1f13056cee4db727accb4f1ee3446ab76f86b08b8563e20d	\\x490657f41ba5c57415b871697a6d445998ee794846df3cce57803a65deb1b852
01a20832-1f05-7370-a8f7-7f691b556eda	2	1	referral	referral_accepted	1	2025-12-03	2026-11-23 11:37:12.214762+00	development	development	QOQ	01a20832-1f16-70c0-89c5-bc5a806189ae	{"criteria_overridden":false,"decided_on":"2025-12-03","linked":false,"membership_id":"07af47c7-87ea-516b-8929-dce1273595e6","person_id":"01a20832-1f16-70c0-89c5-bc5b70602d75"}	\\xb77116c29f9fc8b1d464d5c929ea32d227f2d8784c3267b01fb6ff2315b7dec8	\\xde2425ad0a0b5e9872588cf1f7ffb1744549c6742a1f90af6347ee309db939a5
01a20832-1f16-70c0-89c5-bc5b70602d75	1	\N	person	person_created	1	2025-12-03	2026-11-23 11:37:12.214762+00	development	development	QOQ	01a20832-1f16-70c0-89c5-bc5a806189ae	{"conditions":["autism","learning_disability"],"icb_ods":"QOQ","known_since":"2025-12-03","local_authority":"E06000010","referral_id":"01a20832-1f05-7370-a8f7-7f691b556eda"}	\\x74ef48b912894597fbc8b45fe80e94073271cd897986f6026948f1b1846df018	\\xdd75ac646898d59b8e78fd545358dabfa2db1a57836a003332d85f36df74ab08
01a20832-1f16-70c0-89c5-bc5b70602d75	2	1	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:12.214762+00	development	development	QOQ	01a20832-1f16-70c0-89c5-bc5a806189ae	{"basis":"self","consent_id":"45a48b6e-42ed-53f6-96f5-47271c227783","covers":[],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"register","status":"given"}	\\x176c96f8af021597ed0abeaa91c1e1ddd63f61191da8e8bacb377b95cb0db9f7	\\xb20f0d8ecf59e8529a3eb17ffd6b3f2a8ad4010253a0e0f3a917ed59cc6d0d34
01a20832-1f16-70c0-89c5-bc5b70602d75	3	2	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:12.214762+00	development	development	QOQ	01a20832-1f16-70c0-89c5-bc5a806189ae	{"basis":"self","consent_id":"6dd8ea53-8065-51f7-bee2-cec268549546","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"information_sharing","status":"given"}	\\x71b7609f6134a1b2526a680b18eadf995ef964e524e9497601d27dabf74e5fa2	\\x6c0a4c1c3bdaefcab17708adbfbce6668f049bad8c1bf117e46867c0f5551c2e
01a20832-1f16-70c0-89c5-bc5b70602d75	4	3	person	membership_opened	1	2025-12-03	2026-11-23 11:37:12.214762+00	development	development	QOQ	01a20832-1f16-70c0-89c5-bc5a806189ae	{"icb_ods":"QOQ","membership_id":"07af47c7-87ea-516b-8929-dce1273595e6","opened_on":"2025-12-03","previous":null,"referral_id":"01a20832-1f05-7370-a8f7-7f691b556eda","register":"cyp"}	\\x52d02653079bd96ae920975ff5087873919f550f4e36e4dfb9200453472061af	\\xd7e344c171a877713136f83ce56ccdf04b6331a53150f89fe9f5f2c271fd991d
01a20832-1f16-70c0-89c5-bc5b70602d75	5	4	person	rated	1	2025-12-03	2026-11-23 11:37:12.214762+00	development	development	QOQ	01a20832-1f16-70c0-89c5-bc5a806189ae	{"effective_on":"2025-12-03","membership_id":"07af47c7-87ea-516b-8929-dce1273595e6","rag":"amber","rating_id":"fe24cb86-5db8-52da-9851-20105531dd26","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"trigger":"referral","unmanaged_risk_identified":true}	\\x71ce4cf0b2c4b29e9e2d2a5b54ba4945f7698e90dfb1685c163f5cb505243bb1	\\x8099411d2dc3a1a33a5e94c894c7b698e14e0596e588e08d78a0d1703c2ae3f9
01a20832-1f52-73a5-a436-6b58b8a8eaf3	1	\N	referral	referral_received	1	2025-12-01	2026-11-23 11:37:12.274889+00	development	development	QOQ	01a20832-1f51-7248-8bfa-05a2c9e3870d	{"client_id":"development","icb_ods":"QOQ","in_crisis":true,"local_authority":"E06000010","open_to_health_and_social_care":true,"received_on":"2025-12-01","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"source":"lead_professional","submitted_ods":"QOQ","suggested_rag":"amber"}	\\x41c7e175597ebb3a2c4532a8a8adfd40bdd220b81618ab794c16635ca24cfabd	\\xb79f2a9611a54527e00ca74b6b0a7071e71d2f23e0f82b0319a8a6dc0894bcd8
01a20832-1f52-73a5-a436-6b58b8a8eaf3	2	1	referral	referral_accepted	1	2025-12-03	2026-11-23 11:37:12.374934+00	development	development	QOQ	01a20832-1fb5-761f-8667-7411fbbf52d4	{"criteria_overridden":false,"decided_on":"2025-12-03","linked":false,"membership_id":"569ea448-08c6-5049-8c08-b4c2cc747754","person_id":"01a20832-1fb6-75bf-8d02-60f867e63276"}	\\x1234a919674a53389ceb2254a164d642b20b9711d34dd9f5fc8f3d9a8a03635b	\\xab72a39be7cad0232c10719fa6f6dfaee8b4049bcafd56a7723d6230dc109040
01a20832-1fb6-75bf-8d02-60f867e63276	1	\N	person	person_created	1	2025-12-03	2026-11-23 11:37:12.374934+00	development	development	QOQ	01a20832-1fb5-761f-8667-7411fbbf52d4	{"conditions":["autism","learning_disability"],"icb_ods":"QOQ","known_since":"2025-12-03","local_authority":"E06000010","referral_id":"01a20832-1f52-73a5-a436-6b58b8a8eaf3"}	\\xe3b2b49ae53ba9777c0242bcf5e6b11691c60db101723f80cdc3efadd30c4f24	\\xbec89b52e4b5048987fcae3d3d764dcf521d80bc1c2fc46960996f227eddd6a7
01a20832-1fb6-75bf-8d02-60f867e63276	2	1	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:12.374934+00	development	development	QOQ	01a20832-1fb5-761f-8667-7411fbbf52d4	{"basis":"self","consent_id":"a896c3f6-4e1b-53d9-a13f-015de09bba52","covers":[],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"register","status":"given"}	\\x66fbebd7a30df79db42b65a8adaae44cabae26a5fc1de04e5cfcd9e44da56774	\\xe07ce0610b83ed457a8adf102a82fe3f95426abfbf7c045682a537add4bea809
01a20832-1ded-710f-bab9-29db01f81ff3	6	5	person	admitted	1	2026-03-28	2026-11-23 11:37:12.021479+00	development	development	QOQ	01a20832-1e4b-72c4-bdb5-a183820fb7e3	{"admission_id":"01a20832-1e55-73ad-a669-41817d12ebca","admitted_on":"2026-03-28","bed_type_code":null,"expected_discharge_on":"2026-12-31","host_commissioner_ods":null,"legal_status":"section_2","out_of_area":false,"provider_ods":"RV9","reasons":["mental_disorder","harm_to_self"],"responsible_commissioner":{"kind":"icb","ods":"QOQ"},"security":"none","setting":"tier4","urgency":"urgent"}	\\x80f3c55708fb2f49c671165404f6e7e56ccdc7dfdd17e0339dc216d47d55160a	\\x4d7305ebdbb7f50b9390922f6abd9e8bb7cd0b23d63e31b32f62e73bc932d54e
01a20832-1ded-710f-bab9-29db01f81ff3	9	8	person	review_held	1	2026-04-10	2026-11-23 11:37:12.165067+00	development	development	QOQ	01a20832-1ee3-7080-b2e0-6da2b5d82eb8	{"delivery":"face_to_face","held_on":"2026-04-10","keyworking_considered":null,"outcome":"remain_inpatient","recommendations":[{"agency":"social_care","due_on":"2026-09-30","recommendation_id":"87279fd1-70c7-530e-a40e-709db5ca2a51"}],"review_id":"01a20832-1e8f-7618-a4fb-c3b29626d845"}	\\xc17ccb33c6c4c20d16ff134c7d27ac82f2a5beb7503ef3f5d7bbc44e1ded3216	\\xbff1d977b2fb14a7878bab51a9cc5649a818364d4995d23044f518740b5026d1
01a20832-1f16-70c0-89c5-bc5b70602d75	6	5	person	admitted	1	2026-04-10	2026-11-23 11:37:12.22661+00	development	development	QOQ	01a20832-1f21-7157-8ffa-d7eaca981e0a	{"admission_id":"01a20832-1f22-7666-a0c2-591c681e5c6b","admitted_on":"2026-04-10","bed_type_code":null,"expected_discharge_on":"2026-12-31","host_commissioner_ods":null,"legal_status":"section_2","out_of_area":false,"provider_ods":"RV9","reasons":["mental_disorder","harm_to_self"],"responsible_commissioner":{"kind":"icb","ods":"QOQ"},"security":"none","setting":"tier4","urgency":"urgent"}	\\xc1f0ff3e9e3d20c690159ff5ed9d75ee72a633c3095ea1629619c67310e9161e	\\x3c46488fd18a1e5acbe77939e9b81f28f8a135577b1d83690208b31b06377bc0
01a20832-1fb6-75bf-8d02-60f867e63276	6	5	person	admitted	1	2026-02-10	2026-11-23 11:37:12.410904+00	development	development	QOQ	01a20832-1fd9-77bd-88a2-cffd53ff2b33	{"admission_id":"01a20832-1fda-7438-92e1-e64bd5002218","admitted_on":"2026-02-10","bed_type_code":null,"expected_discharge_on":"2026-12-31","host_commissioner_ods":null,"legal_status":"section_2","out_of_area":false,"provider_ods":"RV9","reasons":["mental_disorder","harm_to_self"],"responsible_commissioner":{"kind":"icb","ods":"QOQ"},"security":"medium","setting":"adult_secure","urgency":"urgent"}	\\x92fbaaa7deac91a9ce67e22a6a7cb7b9c9e7530918a4dedd73e187116884b5e4	\\x360add2e293e05e69ebbba13a48abe1116ea847e4db6d3429a30333a668867d9
01a20832-1fb6-75bf-8d02-60f867e63276	8	7	person	review_offered	1	2026-02-16	2026-11-23 11:37:12.633752+00	development	development	QOQ	01a20832-20b2-7382-88dd-d9a671ec4650	{"offered_on":"2026-02-16","review_id":"01a20832-2051-70b0-bc3c-f0b1f32bdb9f","scheduled_for":"2026-02-27"}	\N	\\x6ea107933942ebd794b575009b6907d8b08d2895bdb3420196afb759fe53a37c
01a20832-211a-71d8-b765-a931812bf681	1	\N	referral	referral_received	1	2025-12-01	2026-11-23 11:37:12.730099+00	development	development	QOQ	01a20832-2119-726f-839c-e99100d0ac34	{"client_id":"development","icb_ods":"QOQ","in_crisis":true,"local_authority":"E06000010","open_to_health_and_social_care":true,"received_on":"2025-12-01","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"source":"lead_professional","submitted_ods":"QOQ","suggested_rag":"amber"}	\\x6225d3e15f6500b071003cb532fed53b06c7eda91a0dc0e4be7c5b53af24b1fc	\\x1892d5f9b7f25cb09c80c9c4543842f3c2c1871d4e16e0c9179e38c66bdfc07a
01a20832-211a-71d8-b765-a931812bf681	2	1	referral	referral_accepted	1	2025-12-03	2026-11-23 11:37:12.882752+00	development	development	QOQ	01a20832-21b1-71c6-a8bd-70aef178e88e	{"criteria_overridden":false,"decided_on":"2025-12-03","linked":false,"membership_id":"3b5ecb09-8f2b-54d8-a3ff-eda9e20a6bef","person_id":"01a20832-21b2-775c-86d7-ab22831bdeec"}	\\x47fdceca91d313aa96ccfb2d02167f2321e5d751c52adf70b00ae769c25f753e	\\xe750755f7ecc9c6964d4f6001fdeaf4677578b5112529ff03198fec04dcdc5db
01a20832-21b2-775c-86d7-ab22831bdeec	1	\N	person	person_created	1	2025-12-03	2026-11-23 11:37:12.882752+00	development	development	QOQ	01a20832-21b1-71c6-a8bd-70aef178e88e	{"conditions":["autism","learning_disability"],"icb_ods":"QOQ","known_since":"2025-12-03","local_authority":"E06000010","referral_id":"01a20832-211a-71d8-b765-a931812bf681"}	\\xe0c24fd05addff9f07ffa08c1397defb94f1d059a2c2c8124851af607989f6f9	\\x6bcb5e875800f3e4ee0247e9ddd21d35394ae619a3c4e88d3a5f330576b33000
01a20832-21b2-775c-86d7-ab22831bdeec	2	1	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:12.882752+00	development	development	QOQ	01a20832-21b1-71c6-a8bd-70aef178e88e	{"basis":"self","consent_id":"e0e44c30-4613-59a2-a2b7-15e9dee38ad6","covers":[],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"register","status":"given"}	\\x5c7ad9c243d48b63ce975e2f8f13183e975534c5b19b4c5439b3e5571e3fd0f0	\\x5e9fa58ab8b11d554d0efaeab4b355fc2fcfe257082f15b533d6874a782ae635
01a20832-21b2-775c-86d7-ab22831bdeec	3	2	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:12.882752+00	development	development	QOQ	01a20832-21b1-71c6-a8bd-70aef178e88e	{"basis":"self","consent_id":"4f3671e9-a6b5-5b05-81e9-3d7d5f743056","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"information_sharing","status":"given"}	\\xd2d34779fe97282ae58d549d01a409e93e2f1674a8dc8ea14b42e13c2b841649	\\x99bdcef4d729dc24c48e91dc555e3a2dc2d13b7e00e591eb8ef748aa747a3889
01a20832-21b2-775c-86d7-ab22831bdeec	4	3	person	membership_opened	1	2025-12-03	2026-11-23 11:37:12.882752+00	development	development	QOQ	01a20832-21b1-71c6-a8bd-70aef178e88e	{"icb_ods":"QOQ","membership_id":"3b5ecb09-8f2b-54d8-a3ff-eda9e20a6bef","opened_on":"2025-12-03","previous":null,"referral_id":"01a20832-211a-71d8-b765-a931812bf681","register":"adult"}	\\x73691760b9c40a81723a177fa9b7b69f70dcce0ca2a6102d4291f4c33371a1f5	\\xb6718684338db513ba7204ddd96b60af6007525b8546582a1b4c6d78da6cda98
01a20832-21b2-775c-86d7-ab22831bdeec	5	4	person	rated	1	2025-12-03	2026-11-23 11:37:12.882752+00	development	development	QOQ	01a20832-21b1-71c6-a8bd-70aef178e88e	{"effective_on":"2025-12-03","membership_id":"3b5ecb09-8f2b-54d8-a3ff-eda9e20a6bef","rag":"amber","rating_id":"ff3922cb-19b9-5b4b-b4c6-4bae5ed056d0","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"trigger":"referral","unmanaged_risk_identified":true}	\\xddd32afa391a492e0941fc012e66dcbe81e8b81e4366bb86407df07e84db9e35	\\x984c42ccdedcd32ff0241f8ac7b23cf14a12b61543be6aa49af0ccf738b39577
01a20832-21b2-775c-86d7-ab22831bdeec	7	6	person	discharged	1	2026-06-01	2026-11-23 11:37:12.910006+00	development	development	QOQ	01a20832-21cd-749a-990c-e8b4bef66db6	{"admission_id":"01a20832-21c5-76b5-9478-b4ed03e329f5","destination":"supported_housing","discharged_on":"2026-06-01","rag":"red","unmanaged_risk_identified":null}	\\x6e5f5865bcd636acef35c73eed0a63a06457af99c4128ef340e663da187e742e	\\x37e8eca81aae8a60b1bfd646914c29c778af13c4ccd80030930282f95db851fd
01a20832-1fb6-75bf-8d02-60f867e63276	3	2	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:12.374934+00	development	development	QOQ	01a20832-1fb5-761f-8667-7411fbbf52d4	{"basis":"self","consent_id":"321f8163-6bed-5e2b-a025-268999f58fb3","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"information_sharing","status":"given"}	\\xd14c7accd28c8007054f4721d63b7f9d20e2d871637b25171c50c9713b48aba6	\\x92c6531eb7495a8d1d0fc8a9e633685b465ef0fb431554945b239ff9d9fba8a3
01a20832-1fb6-75bf-8d02-60f867e63276	4	3	person	membership_opened	1	2025-12-03	2026-11-23 11:37:12.374934+00	development	development	QOQ	01a20832-1fb5-761f-8667-7411fbbf52d4	{"icb_ods":"QOQ","membership_id":"569ea448-08c6-5049-8c08-b4c2cc747754","opened_on":"2025-12-03","previous":null,"referral_id":"01a20832-1f52-73a5-a436-6b58b8a8eaf3","register":"adult"}	\\x7a9aea9f80aa720f93e9e379e9b75399fb43715fc35c8a793c2c192e65877780	\\x69aa3351fd2bdbf367b5254981453405872e57d506e9db1527bc0bde8d070eed
01a20832-1fb6-75bf-8d02-60f867e63276	5	4	person	rated	1	2025-12-03	2026-11-23 11:37:12.374934+00	development	development	QOQ	01a20832-1fb5-761f-8667-7411fbbf52d4	{"effective_on":"2025-12-03","membership_id":"569ea448-08c6-5049-8c08-b4c2cc747754","rag":"red","rating_id":"e4ad5945-ec05-5942-94f4-ee114748b21d","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"trigger":"referral","unmanaged_risk_identified":true}	\\x34237ef1f611a1a13b1df70fda8590ca7d15a104a63d7447a25f915e6cbe8260	\\xff1e776ad98855e32e5c8f238e35e892798a6bd7d89c494f9d9069358c4749fb
01a20832-1fb6-75bf-8d02-60f867e63276	7	6	person	review_requested	1	2026-02-12	2026-11-23 11:37:12.529928+00	development	development	QOQ	01a20832-2050-77eb-8b6f-614d9c0a3a53	{"admission_id":"01a20832-1fda-7438-92e1-e64bd5002218","family":"ctr","kind":"inpatient","requested_on":"2026-02-12","review_id":"01a20832-2051-70b0-bc3c-f0b1f32bdb9f"}	\\x7291a336ac75d8657e1f1f8b1df7ae4f1b70cbc0e51c6eb56db28fd0f9b1bd7a	\\x2bec0fc939438f4303070f9ca8aee125358605bf69ec8d4cc2d966e4686e1411
01a20832-1fb6-75bf-8d02-60f867e63276	9	8	person	review_held	1	2026-02-27	2026-11-23 11:37:12.719428+00	development	development	QOQ	01a20832-210d-759d-8a27-d541f9ae614d	{"delivery":"face_to_face","held_on":"2026-02-27","keyworking_considered":null,"outcome":"remain_inpatient","recommendations":[{"agency":"social_care","due_on":"2026-09-30","recommendation_id":"eacd2510-7eb3-5a23-b998-9d67204441c5"}],"review_id":"01a20832-2051-70b0-bc3c-f0b1f32bdb9f"}	\\x8df385abff6fbe7f5ea45f490ab98e5418a39a32b44ef50bd41514fa0f48b5e5	\\xad58820ff286b7fd16bfd5b4b52ade8aa8e03a5e238b1e71f8b26a427e4ce2cd
01a20832-21b2-775c-86d7-ab22831bdeec	6	5	person	admitted	1	2026-05-04	2026-11-23 11:37:12.901521+00	development	development	QOQ	01a20832-21c4-7481-96e7-0e38ed945703	{"admission_id":"01a20832-21c5-76b5-9478-b4ed03e329f5","admitted_on":"2026-05-04","bed_type_code":null,"expected_discharge_on":"2026-12-31","host_commissioner_ods":null,"legal_status":"section_2","out_of_area":false,"provider_ods":"RV9","reasons":["mental_disorder","harm_to_self"],"responsible_commissioner":{"kind":"icb","ods":"QOQ"},"security":"none","setting":"adult_acute","urgency":"urgent"}	\\x1cba82d15cd0e79d92fa8d363df1ed9a02f57bb6b52fe9309b3a183fa6713522	\\x36b737aa2f5c3a24d77c54facddffdcfaa0b9b980582c8a406578efc87e36b14
01a20832-2299-738e-b982-aa73f02cf211	1	\N	referral	referral_received	1	2025-12-01	2026-11-23 11:37:13.113496+00	development	development	QOQ	01a20832-2298-75ce-bb3a-57d49b6b5726	{"client_id":"development","icb_ods":"QOQ","in_crisis":true,"local_authority":"E06000010","open_to_health_and_social_care":true,"received_on":"2025-12-01","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"source":"lead_professional","submitted_ods":"QOQ","suggested_rag":"amber"}	\\xb6bd5fa3b3fbc50abf3ddcdc1711e56bc7368ca4dec25af927c3ae0476f63ee1	\\xed1b25c8cf002e693c16558c6804c7ed9a8322b3ef99f5df9ad7198f8f39051a
01a20832-2299-738e-b982-aa73f02cf211	2	1	referral	referral_accepted	1	2025-12-03	2026-11-23 11:37:13.630705+00	development	development	QOQ	01a20832-249d-72b4-be54-2c7d89f64da8	{"criteria_overridden":false,"decided_on":"2025-12-03","linked":false,"membership_id":"52157987-6641-5079-b389-04119e67956c","person_id":"01a20832-249e-7176-a6ed-abde4a4afb76"}	\\xd628577a24e76fff42a547e7bfab3e4e041a7bdaa5885b6847feff89d4acc0cb	\\x7e734b9be033eccbdc6f708c43aeff86492305f6c78a1909fa4cdb9ae0c29349
01a20832-249e-7176-a6ed-abde4a4afb76	1	\N	person	person_created	1	2025-12-03	2026-11-23 11:37:13.630705+00	development	development	QOQ	01a20832-249d-72b4-be54-2c7d89f64da8	{"conditions":["autism","learning_disability"],"icb_ods":"QOQ","known_since":"2025-12-03","local_authority":"E06000010","referral_id":"01a20832-2299-738e-b982-aa73f02cf211"}	\\x90e255960ecc13546e1dc68f2b40c99609bbe4efbd178f9dc000940d517448b4	\\x2572144aacbbc62b247fa942f0d49815fcae603fb2264156d792f3e46baba808
01a20832-249e-7176-a6ed-abde4a4afb76	2	1	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:13.630705+00	development	development	QOQ	01a20832-249d-72b4-be54-2c7d89f64da8	{"basis":"self","consent_id":"02e1468b-b8fd-5dcd-a691-2515f4e645b2","covers":[],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"register","status":"given"}	\\x785819cddbb8b6092e3bf05eefb8a7b3ce4956076eb68d32d39f940f0c4f59ee	\\xa9e1c453fe657ab39a18d281326e9082cb1469b49235e3a9e946d3cd987896f5
01a20832-249e-7176-a6ed-abde4a4afb76	3	2	person	consent_recorded	1	2025-11-28	2026-11-23 11:37:13.630705+00	development	development	QOQ	01a20832-249d-72b4-be54-2c7d89f64da8	{"basis":"self","consent_id":"1ca8cb46-8c0e-51c7-8f04-a7ce00c96b2c","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","incapacity_recorded_on":null,"organisations":[],"scope":"information_sharing","status":"given"}	\\x5cf41e99b377dece69612d78942011696aa5874d1c7a4ff9dd6766bdd2cc8df3	\\xc668c91b6b386bd42ea4f6fb0d4d66b1632335cf557c1202ce7c0d404f149c05
01a20832-249e-7176-a6ed-abde4a4afb76	4	3	person	membership_opened	1	2025-12-03	2026-11-23 11:37:13.630705+00	development	development	QOQ	01a20832-249d-72b4-be54-2c7d89f64da8	{"icb_ods":"QOQ","membership_id":"52157987-6641-5079-b389-04119e67956c","opened_on":"2025-12-03","previous":null,"referral_id":"01a20832-2299-738e-b982-aa73f02cf211","register":"adult"}	\\xfa2debbbf6c67eee5a3bfd5e9b005aa6330eaa399444bc983cee7ccfd2cc1dba	\\xc2eaa0832f9d9783952a6cc5dda49065c49e0c5d6f733783c55402cde3c5c1c4
01a20832-249e-7176-a6ed-abde4a4afb76	5	4	person	rated	1	2025-12-03	2026-11-23 11:37:13.630705+00	development	development	QOQ	01a20832-249d-72b4-be54-2c7d89f64da8	{"effective_on":"2025-12-03","membership_id":"52157987-6641-5079-b389-04119e67956c","rag":"red","rating_id":"f463d3ea-bfa4-5729-9c55-e7b3ea1a4b11","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"trigger":"referral","unmanaged_risk_identified":true}	\\x60bdc3868be2a7d4a829122e2c69061daf6c5949bb0f5e5ae24154f32833d164	\\x53509b27896822a8d5df3740bdcd49a4bdbed1aab8bc4f63ad449d1272f59fed
\.


--
-- Data for Name: event_private; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.event_private (stream_id, version, nonce, body) FROM stdin;
01a20832-1359-7608-904d-8af63188e6db	1	\\x42cac4ff281c1dd02012fbe10f5a76c4	{"client_reference":"UPGRADE-001","consents":[{"basis":"self","effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"register","status":"given"},{"basis":"self","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"information_sharing","status":"given"}],"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"1993-05-17","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000035","postcode":"HU1 1AA"},"referrer":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"},"supporting_professional":null,"what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite."}
01a20832-1359-7608-904d-8af63188e6db	2	\\x3114efcb26d73b5db849b3cec75f5549	{"decided_by":{"name":"Pat Moss","role":"DSR lead"},"note":null,"override_reason":null}
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	1	\\x803a69c68223211e066161e294f9d735	{"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"1993-05-17","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000035","postcode":"HU1 1AA"}}
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	2	\\xf6d5a7470a3be1b3844da044c80f5a1b	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	3	\\x260926cc0c8aa19047b234316139791e	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	4	\\xd3ecaec051c0d96a73af9753cbd18b94	{"lead_professional":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"}}
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	5	\\xa084e96e3c30476411e4e26123742765	{"mdt_members":[],"rationale":"Crisis contacts rising; risks not yet contained by the plan in place.","scored_tool":null,"set_by":{"name":"Pat Moss","role":"DSR lead"}}
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	6	\\x0b7e65b60b4c1e185d8a13f46cde4a71	{"intended_outcomes":["Mood stable for two weeks","Sleep restored"],"out_of_area_reason":null,"planned_treatment":"Assessment of mood, medication review.","rationale":"Acute risk to self that could not be held at home.","site":"Westbourne Unit","ward":"Willow"}
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	7	\\x7be3d5c0352a9f6500930e30a3788c12	{"reason":null,"requested_by":{"name":"Lee Orton","role":"Responsible commissioner"}}
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	9	\\x5a084891b395587255e0ad667cf91f5f	{"alternatives_considered":["Supported living with a small team"],"attendees":[{"name":"Robin Aldous","role":"Person"},{"name":"Sam Field","role":"Community learning disability nurse"}],"chair":{"name":"Lee Orton","organisation_ods":"QOQ","role":"Responsible commissioner"},"clinical_expert":{"independent":true,"name":"Dr Noor Bashir","organisation_ods":"RXX","role":"Consultant psychiatrist"},"consent":{"basis":"self","effective_on":"2026-01-08","given_by":"Robin Aldous","status":"given"},"education_representative":null,"expert_by_experience":{"independent":true,"name":"Jo Hale"},"findings":"Safe on the ward; needs a home with a small, steady team.","recommendation_details":[{"owner":{"name":"Ines Holt"},"text":"Find a two-person supported living placement."}]}
01a20832-1665-701a-a6d8-f2f78ae0f31f	1	\\x8fd0f4f68c5970e00e434f1785d29e5b	{"client_reference":"UPGRADE-002","consents":[{"basis":"self","effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"register","status":"given"},{"basis":"self","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"information_sharing","status":"given"}],"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"1988-02-29","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000078","postcode":"HU1 1AA"},"referrer":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"},"supporting_professional":null,"what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite."}
01a20832-1665-701a-a6d8-f2f78ae0f31f	2	\\xef224e3ff09339ca0826f2d2ed5cbbc3	{"decided_by":{"name":"Pat Moss","role":"DSR lead"},"note":null,"override_reason":null}
01a20832-17df-72ea-b1b8-056719c7899a	1	\\x34d57d5f16e2b9f4f2636f065b1111f9	{"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"1988-02-29","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000078","postcode":"HU1 1AA"}}
01a20832-17df-72ea-b1b8-056719c7899a	2	\\xb3879327e22cf94ef933a4a83776772e	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-17df-72ea-b1b8-056719c7899a	3	\\xf039223357489df26d84c44e5b2b5da7	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-17df-72ea-b1b8-056719c7899a	4	\\x9deb2258d8f61807e8cd3566ccda3add	{"lead_professional":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"}}
01a20832-17df-72ea-b1b8-056719c7899a	5	\\x619ec4419bf2b9772b9a8fda5d271eb3	{"mdt_members":[],"rationale":"Crisis contacts rising; risks not yet contained by the plan in place.","scored_tool":null,"set_by":{"name":"Pat Moss","role":"DSR lead"}}
01a20832-17df-72ea-b1b8-056719c7899a	6	\\x71d60a7ef95b5adc9a01c8b6c6516569	{"intended_outcomes":["Mood stable for two weeks","Sleep restored"],"out_of_area_reason":null,"planned_treatment":"Assessment of mood, medication review.","rationale":"Acute risk to self that could not be held at home.","site":"Westbourne Unit","ward":"Willow"}
01a20832-17df-72ea-b1b8-056719c7899a	7	\\x9e94e63ab81073bb163c184ec49c97a9	{"reason":null,"requested_by":{"name":"Lee Orton","role":"Responsible commissioner"}}
01a20832-17df-72ea-b1b8-056719c7899a	9	\\x4c61f225be242f6b1ee932419dcdda2f	{"alternatives_considered":["Supported living with a small team"],"attendees":[{"name":"Robin Aldous","role":"Person"},{"name":"Sam Field","role":"Community learning disability nurse"}],"chair":{"name":"Lee Orton","organisation_ods":"QOQ","role":"Responsible commissioner"},"clinical_expert":{"independent":true,"name":"Dr Noor Bashir","organisation_ods":"RXX","role":"Consultant psychiatrist"},"consent":{"basis":"self","effective_on":"2026-02-20","given_by":"Robin Aldous","status":"given"},"education_representative":null,"expert_by_experience":{"independent":true,"name":"Jo Hale"},"findings":"Safe on the ward; needs a home with a small, steady team.","recommendation_details":[{"owner":{"name":"Ines Holt"},"text":"Find a two-person supported living placement."}]}
01a20832-1b1a-7244-b6f3-dbec718fa2ed	6	\\x9a0ec2bfb373bae6b8833cc5abb72b7e	{"intended_outcomes":["Mood stable for two weeks","Sleep restored"],"out_of_area_reason":null,"planned_treatment":"Assessment of mood, medication review.","rationale":"Acute risk to self that could not be held at home.","site":"Westbourne Unit","ward":"Willow"}
01a20832-1a35-729d-950b-780870ecebf9	1	\\xe38cacfcb06ac6878f72bcff305a2296	{"client_reference":"UPGRADE-003","consents":[{"basis":"self","effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"register","status":"given"},{"basis":"self","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"information_sharing","status":"given"}],"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"2001-11-30","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000094","postcode":"HU1 1AA"},"referrer":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"},"supporting_professional":null,"what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite."}
01a20832-1a35-729d-950b-780870ecebf9	2	\\xefdc26796856be0460229b77341e5aa4	{"decided_by":{"name":"Pat Moss","role":"DSR lead"},"note":null,"override_reason":null}
01a20832-1b1a-7244-b6f3-dbec718fa2ed	1	\\x81d4ef1d54c453eb90f8ee74e7f58ffa	{"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"2001-11-30","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000094","postcode":"HU1 1AA"}}
01a20832-1b1a-7244-b6f3-dbec718fa2ed	2	\\xdc33da00e99d9a4991606cd6701fae2a	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-1b1a-7244-b6f3-dbec718fa2ed	3	\\x7b391fafec5e3aaf4b2883de01a6a215	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-1b1a-7244-b6f3-dbec718fa2ed	4	\\x3d4732481aca247a43c400c63f780a15	{"lead_professional":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"}}
01a20832-1b1a-7244-b6f3-dbec718fa2ed	5	\\xdb70373b03b240ec2e685dbd00fbaa87	{"mdt_members":[],"rationale":"Crisis contacts rising; risks not yet contained by the plan in place.","scored_tool":null,"set_by":{"name":"Pat Moss","role":"DSR lead"}}
01a20832-1d22-7206-ba72-2127646b3007	1	\\xb36971968fb31281e386bd16105043f7	{"client_reference":"UPGRADE-004","consents":[{"basis":"parental_responsibility","effective_on":"2025-11-28","given_by":"Ada Aldous","scope":"register","status":"given"},{"basis":"parental_responsibility","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","given_by":"Ada Aldous","scope":"information_sharing","status":"given"}],"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"2012-06-15","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000124","postcode":"HU1 1AA"},"referrer":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"},"supporting_professional":null,"what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite."}
01a20832-1d22-7206-ba72-2127646b3007	2	\\x0d66b08e2755972856ec10bde66e6b32	{"decided_by":{"name":"Pat Moss","role":"DSR lead"},"note":null,"override_reason":null}
01a20832-1ded-710f-bab9-29db01f81ff3	1	\\xd93e23b8952a69e8682537a00076ce25	{"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"2012-06-15","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000124","postcode":"HU1 1AA"}}
01a20832-1ded-710f-bab9-29db01f81ff3	2	\\x452b4b9996711541c709eecb48c8d9c8	{"best_interests":null,"given_by":"Ada Aldous"}
01a20832-1ded-710f-bab9-29db01f81ff3	3	\\x41a8581fbc3279bde8e464a8892a00e6	{"best_interests":null,"given_by":"Ada Aldous"}
01a20832-1ded-710f-bab9-29db01f81ff3	4	\\xd1e4029ebd4cac2c76c6107bf2edd995	{"lead_professional":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"}}
01a20832-1ded-710f-bab9-29db01f81ff3	5	\\x65835f75d534944810235d95d84d5c28	{"mdt_members":[],"rationale":"Crisis contacts rising; risks not yet contained by the plan in place.","scored_tool":null,"set_by":{"name":"Pat Moss","role":"DSR lead"}}
01a20832-1ded-710f-bab9-29db01f81ff3	7	\\x4ed035d8476253f0995608beafb5b53f	{"reason":null,"requested_by":{"name":"Lee Orton","role":"Responsible commissioner"}}
01a20832-1f05-7370-a8f7-7f691b556eda	1	\\x18fe957a078db31cdd81d4bd2fc60a8c	{"client_reference":"UPGRADE-005","consents":[{"basis":"self","effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"register","status":"given"},{"basis":"self","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"information_sharing","status":"given"}],"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"2008-04-20","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000159","postcode":"HU1 1AA"},"referrer":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"},"supporting_professional":null,"what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite."}
01a20832-1f05-7370-a8f7-7f691b556eda	2	\\x32065b35e1572df909bd63f3a18ff318	{"decided_by":{"name":"Pat Moss","role":"DSR lead"},"note":null,"override_reason":null}
01a20832-1f16-70c0-89c5-bc5b70602d75	1	\\x8c03c3ee669dbfea1a07dedb95df3047	{"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"2008-04-20","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000159","postcode":"HU1 1AA"}}
01a20832-1f16-70c0-89c5-bc5b70602d75	2	\\x3b54c272973c567fe3ba86a896a16171	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-1f16-70c0-89c5-bc5b70602d75	3	\\x5df2c685ae173fc197c17d153907e83c	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-1f16-70c0-89c5-bc5b70602d75	4	\\x1a7315dec07875d437cf1cb1f90b145c	{"lead_professional":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"}}
01a20832-1f16-70c0-89c5-bc5b70602d75	5	\\x42efcd832854f7facc428840f8c147a8	{"mdt_members":[],"rationale":"Crisis contacts rising; risks not yet contained by the plan in place.","scored_tool":null,"set_by":{"name":"Pat Moss","role":"DSR lead"}}
01a20832-1ded-710f-bab9-29db01f81ff3	6	\\x0f8918591e13dd166d07b765e9fdb9dc	{"intended_outcomes":["Mood stable for two weeks","Sleep restored"],"out_of_area_reason":null,"planned_treatment":"Assessment of mood, medication review.","rationale":"Acute risk to self that could not be held at home.","site":"Westbourne Unit","ward":"Willow"}
01a20832-1ded-710f-bab9-29db01f81ff3	9	\\x35ea8ebbb4a96b14b99fcd37e5f01329	{"alternatives_considered":["Supported living with a small team"],"attendees":[{"name":"Robin Aldous","role":"Person"},{"name":"Sam Field","role":"Community learning disability nurse"}],"chair":{"name":"Lee Orton","organisation_ods":"QOQ","role":"Responsible commissioner"},"clinical_expert":{"independent":true,"name":"Dr Noor Bashir","organisation_ods":"RXX","role":"Consultant psychiatrist"},"consent":{"basis":"gillick","effective_on":"2026-03-30","given_by":"Robin Aldous","status":"given"},"education_representative":null,"expert_by_experience":{"independent":true,"name":"Jo Hale"},"findings":"Safe on the ward; needs a home with a small, steady team.","recommendation_details":[{"owner":{"name":"Ines Holt"},"text":"Find a two-person supported living placement."}]}
01a20832-1f16-70c0-89c5-bc5b70602d75	6	\\xfe793f21da44ffd3ad122e8860856018	{"intended_outcomes":["Mood stable for two weeks","Sleep restored"],"out_of_area_reason":null,"planned_treatment":"Assessment of mood, medication review.","rationale":"Acute risk to self that could not be held at home.","site":"Westbourne Unit","ward":"Willow"}
01a20832-1fb6-75bf-8d02-60f867e63276	6	\\x5156abf7557cecc6d8fa2233e1c8102c	{"intended_outcomes":["Mood stable for two weeks","Sleep restored"],"out_of_area_reason":null,"planned_treatment":"Assessment of mood, medication review.","rationale":"Acute risk to self that could not be held at home.","site":"Westbourne Unit","ward":"Willow"}
01a20832-211a-71d8-b765-a931812bf681	1	\\x557d7ed92dd3191b770107475fcf801a	{"client_reference":"UPGRADE-007","consents":[{"basis":"self","effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"register","status":"given"},{"basis":"self","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"information_sharing","status":"given"}],"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"1999-01-01","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000213","postcode":"HU1 1AA"},"referrer":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"},"supporting_professional":null,"what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite."}
01a20832-211a-71d8-b765-a931812bf681	2	\\x2f1ec9766c07a26e71fbe05eb628b58b	{"decided_by":{"name":"Pat Moss","role":"DSR lead"},"note":null,"override_reason":null}
01a20832-21b2-775c-86d7-ab22831bdeec	1	\\xd53fd7fb2e0dec66ca15ea8a0311c1f3	{"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"1999-01-01","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000213","postcode":"HU1 1AA"}}
01a20832-21b2-775c-86d7-ab22831bdeec	2	\\x73e1a4f67342a45959453b0cb92e6274	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-21b2-775c-86d7-ab22831bdeec	3	\\x0f30f5b58e419a41f9986b4f1b2b488b	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-21b2-775c-86d7-ab22831bdeec	4	\\xc83ed297ec2087b9049706245947dc2e	{"lead_professional":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"}}
01a20832-21b2-775c-86d7-ab22831bdeec	5	\\x89dd2490eb92453966ee1f6423ad11f4	{"mdt_members":[],"rationale":"Crisis contacts rising; risks not yet contained by the plan in place.","scored_tool":null,"set_by":{"name":"Pat Moss","role":"DSR lead"}}
01a20832-21b2-775c-86d7-ab22831bdeec	7	\\x70f26e7dbfbe47b29cfac6d5c41a2d39	{"mdt_members":[],"rationale":"First weeks in a new home with a new team.","set_by":{"name":"Pat Moss","role":"DSR lead"}}
01a20832-1f52-73a5-a436-6b58b8a8eaf3	1	\\x733ac86b523a740f5e3dfa9d7c7e4133	{"client_reference":"UPGRADE-006","consents":[{"basis":"self","effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"register","status":"given"},{"basis":"self","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"information_sharing","status":"given"}],"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"1975-12-25","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000183","postcode":"HU1 1AA"},"referrer":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"},"supporting_professional":null,"what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite."}
01a20832-1f52-73a5-a436-6b58b8a8eaf3	2	\\xf224e80eba58756ed471272da82ce76d	{"decided_by":{"name":"Pat Moss","role":"DSR lead"},"note":null,"override_reason":null}
01a20832-1fb6-75bf-8d02-60f867e63276	1	\\x0dbe5e641f3b191132f43c7a2cfaf6c9	{"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"1975-12-25","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000183","postcode":"HU1 1AA"}}
01a20832-1fb6-75bf-8d02-60f867e63276	2	\\x246aa3e8dcfd2d036dfc52dab0bf8ed6	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-1fb6-75bf-8d02-60f867e63276	3	\\x4d578847fe638f13f3094d4aa2e568e6	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-1fb6-75bf-8d02-60f867e63276	4	\\x46ff36796878cb1ed9f259fbe2880414	{"lead_professional":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"}}
01a20832-1fb6-75bf-8d02-60f867e63276	5	\\x21c2cfef952e665a29d0be71170b1014	{"mdt_members":[],"rationale":"Crisis contacts rising; risks not yet contained by the plan in place.","scored_tool":null,"set_by":{"name":"Pat Moss","role":"DSR lead"}}
01a20832-1fb6-75bf-8d02-60f867e63276	7	\\xea430c576aa3a5297cd5f0c562ed284b	{"reason":null,"requested_by":{"name":"Lee Orton","role":"Responsible commissioner"}}
01a20832-1fb6-75bf-8d02-60f867e63276	9	\\xf58584dd4c5766b10d93ba9c6681a581	{"alternatives_considered":["Supported living with a small team"],"attendees":[{"name":"Robin Aldous","role":"Person"},{"name":"Sam Field","role":"Community learning disability nurse"}],"chair":{"name":"Lee Orton","organisation_ods":"QOQ","role":"Responsible commissioner"},"clinical_expert":{"independent":true,"name":"Dr Noor Bashir","organisation_ods":"RXX","role":"Consultant psychiatrist"},"consent":{"basis":"self","effective_on":"2026-02-12","given_by":"Robin Aldous","status":"given"},"education_representative":null,"expert_by_experience":{"independent":true,"name":"Jo Hale"},"findings":"Safe on the ward; needs a home with a small, steady team.","recommendation_details":[{"owner":{"name":"Ines Holt"},"text":"Find a two-person supported living placement."}]}
01a20832-21b2-775c-86d7-ab22831bdeec	6	\\x7177b33394f6c9f2bf018f9bea71a4dd	{"intended_outcomes":["Mood stable for two weeks","Sleep restored"],"out_of_area_reason":null,"planned_treatment":"Assessment of mood, medication review.","rationale":"Acute risk to self that could not be held at home.","site":"Westbourne Unit","ward":"Willow"}
01a20832-2299-738e-b982-aa73f02cf211	1	\\x471641f76e5b80c9021e45266672a1cc	{"client_reference":"UPGRADE-008","consents":[{"basis":"self","effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"register","status":"given"},{"basis":"self","covers":["local_authority_send","social_care","provider"],"effective_on":"2025-11-28","given_by":"Robin Aldous","scope":"information_sharing","status":"given"}],"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"1990-07-07","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000248","postcode":"HU1 1AA"},"referrer":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"},"supporting_professional":null,"what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite."}
01a20832-2299-738e-b982-aa73f02cf211	2	\\x1fc5f2a963044e3382132c0fbf723f82	{"decided_by":{"name":"Pat Moss","role":"DSR lead"},"note":null,"override_reason":null}
01a20832-249e-7176-a6ed-abde4a4afb76	1	\\x012e94ea876fc44f6568da9f67b60504	{"person":{"care_leaver":false,"conditions":["autism","learning_disability"],"date_of_birth":"1990-07-07","diagnosis_status":"confirmed","ehcp":"none","family_name":"Aldous","given_name":"Robin","gp_practice_ods":"B81001","icb_ods":"QOQ","local_authority":"E06000010","looked_after":false,"nhs_number":"9993000248","postcode":"HU1 1AA"}}
01a20832-249e-7176-a6ed-abde4a4afb76	2	\\x52662458a5639f783ff13fd1909bb09c	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-249e-7176-a6ed-abde4a4afb76	3	\\x5943df6b449491f3b900e0fcf9615d42	{"best_interests":null,"given_by":"Robin Aldous"}
01a20832-249e-7176-a6ed-abde4a4afb76	4	\\x0b953b30198f180026dc4254c5535cdf	{"lead_professional":{"email":"sam.field@example.org","name":"Sam Field","organisation_ods":"RV9","phone":"01632 960001","role":"Community learning disability nurse"}}
01a20832-249e-7176-a6ed-abde4a4afb76	5	\\xb49ae8d69c0d48b2637c8acc89ae7394	{"mdt_members":[],"rationale":"Crisis contacts rising; risks not yet contained by the plan in place.","scored_tool":null,"set_by":{"name":"Pat Moss","role":"DSR lead"}}
\.


--
-- Data for Name: feed; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.feed ("position", stream_id, version) FROM stdin;
1	01a20832-1359-7608-904d-8af63188e6db	1
2	01a20832-1359-7608-904d-8af63188e6db	2
3	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	1
4	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	2
5	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	3
6	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	4
7	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	5
8	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	6
9	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	7
10	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	8
11	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	9
12	01a20832-1665-701a-a6d8-f2f78ae0f31f	1
13	01a20832-1665-701a-a6d8-f2f78ae0f31f	2
14	01a20832-17df-72ea-b1b8-056719c7899a	1
15	01a20832-17df-72ea-b1b8-056719c7899a	2
16	01a20832-17df-72ea-b1b8-056719c7899a	3
17	01a20832-17df-72ea-b1b8-056719c7899a	4
18	01a20832-17df-72ea-b1b8-056719c7899a	5
19	01a20832-17df-72ea-b1b8-056719c7899a	6
20	01a20832-17df-72ea-b1b8-056719c7899a	7
21	01a20832-17df-72ea-b1b8-056719c7899a	8
22	01a20832-17df-72ea-b1b8-056719c7899a	9
23	01a20832-1a35-729d-950b-780870ecebf9	1
24	01a20832-1a35-729d-950b-780870ecebf9	2
25	01a20832-1b1a-7244-b6f3-dbec718fa2ed	1
26	01a20832-1b1a-7244-b6f3-dbec718fa2ed	2
27	01a20832-1b1a-7244-b6f3-dbec718fa2ed	3
28	01a20832-1b1a-7244-b6f3-dbec718fa2ed	4
29	01a20832-1b1a-7244-b6f3-dbec718fa2ed	5
30	01a20832-1b1a-7244-b6f3-dbec718fa2ed	6
31	01a20832-1d22-7206-ba72-2127646b3007	1
32	01a20832-1d22-7206-ba72-2127646b3007	2
33	01a20832-1ded-710f-bab9-29db01f81ff3	1
34	01a20832-1ded-710f-bab9-29db01f81ff3	2
35	01a20832-1ded-710f-bab9-29db01f81ff3	3
36	01a20832-1ded-710f-bab9-29db01f81ff3	4
37	01a20832-1ded-710f-bab9-29db01f81ff3	5
38	01a20832-1ded-710f-bab9-29db01f81ff3	6
39	01a20832-1ded-710f-bab9-29db01f81ff3	7
40	01a20832-1ded-710f-bab9-29db01f81ff3	8
41	01a20832-1ded-710f-bab9-29db01f81ff3	9
42	01a20832-1f05-7370-a8f7-7f691b556eda	1
43	01a20832-1f05-7370-a8f7-7f691b556eda	2
44	01a20832-1f16-70c0-89c5-bc5b70602d75	1
45	01a20832-1f16-70c0-89c5-bc5b70602d75	2
46	01a20832-1f16-70c0-89c5-bc5b70602d75	3
47	01a20832-1f16-70c0-89c5-bc5b70602d75	4
48	01a20832-1f16-70c0-89c5-bc5b70602d75	5
49	01a20832-1f16-70c0-89c5-bc5b70602d75	6
50	01a20832-1f52-73a5-a436-6b58b8a8eaf3	1
51	01a20832-1f52-73a5-a436-6b58b8a8eaf3	2
52	01a20832-1fb6-75bf-8d02-60f867e63276	1
53	01a20832-1fb6-75bf-8d02-60f867e63276	2
54	01a20832-1fb6-75bf-8d02-60f867e63276	3
55	01a20832-1fb6-75bf-8d02-60f867e63276	4
56	01a20832-1fb6-75bf-8d02-60f867e63276	5
57	01a20832-1fb6-75bf-8d02-60f867e63276	6
58	01a20832-1fb6-75bf-8d02-60f867e63276	7
59	01a20832-1fb6-75bf-8d02-60f867e63276	8
60	01a20832-1fb6-75bf-8d02-60f867e63276	9
61	01a20832-211a-71d8-b765-a931812bf681	1
62	01a20832-211a-71d8-b765-a931812bf681	2
63	01a20832-21b2-775c-86d7-ab22831bdeec	1
64	01a20832-21b2-775c-86d7-ab22831bdeec	2
65	01a20832-21b2-775c-86d7-ab22831bdeec	3
66	01a20832-21b2-775c-86d7-ab22831bdeec	4
67	01a20832-21b2-775c-86d7-ab22831bdeec	5
68	01a20832-21b2-775c-86d7-ab22831bdeec	6
69	01a20832-21b2-775c-86d7-ab22831bdeec	7
70	01a20832-2299-738e-b982-aa73f02cf211	1
71	01a20832-2299-738e-b982-aa73f02cf211	2
72	01a20832-249e-7176-a6ed-abde4a4afb76	1
73	01a20832-249e-7176-a6ed-abde4a4afb76	2
74	01a20832-249e-7176-a6ed-abde4a4afb76	3
75	01a20832-249e-7176-a6ed-abde4a4afb76	4
76	01a20832-249e-7176-a6ed-abde4a4afb76	5
\.


--
-- Data for Name: feed_head; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.feed_head (id, "position") FROM stdin;
1	76
\.


--
-- Data for Name: idempotency; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.idempotency (owner, call_key, fingerprint, status, subject_id, item_id, version, created_at) FROM stdin;
\.


--
-- Data for Name: person; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.person (id, version, icb_ods, local_authority, nhs_number, family_search, given_search, date_of_birth, rag, rated_on, membership, setting, updated_at, body) FROM stdin;
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	9	QOQ	E06000010	9993000035	aldous	robin	1993-05-17	blue	2026-01-06	active	adult_acute	2026-11-23 11:37:09.970175+00	{"id":"01a20832-15dc-72fd-b0e6-d40eed7cfc4d","details":{"nhs_number":"9993000035","family_name":"Aldous","given_name":"Robin","date_of_birth":"1993-05-17","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"standing":{"rag":"blue","rating":{"effective_on":"2026-01-06","trigger":"admission","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"]},"membership":{"id":"7f9bac50-3dc2-5468-b09f-70fab4dd1ee3","status":"active","register":"adult","started_on":"2025-12-03","ended_on":null,"end_reason":null,"previous":null,"referral_id":"01a20832-1359-7608-904d-8af63188e6db","lead_professional":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"}},"hospital":{"admission_id":"01a20832-15ea-703f-992d-7fb6711038a4","admitted_on":"2026-01-06","provider_ods":"RV9","setting":"adult_acute","security":"none"},"consents":[{"scope":"register","status":"given","effective_on":"2025-11-28","covers":[],"organisations":[]},{"scope":"information_sharing","status":"given","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"],"organisations":[]}]},"open":[{"id":"e3b48386-bfbc-5be2-aec1-e70ae7b6a852","duty":"review_action_plan","force":"must","due_on":"2026-04-27","breach_on":"2026-04-27"},{"id":"bd02cdfc-6e99-56e2-ae6c-ea2edcd23339","duty":"inpatient_review_repeat","force":"must","due_on":"2026-08-02","breach_on":"2026-08-02"}]}
01a20832-17df-72ea-b1b8-056719c7899a	9	QOQ	E06000010	9993000078	aldous	robin	1988-02-29	blue	2026-01-31	active	adult_acute	2026-11-23 11:37:10.818913+00	{"id":"01a20832-17df-72ea-b1b8-056719c7899a","details":{"nhs_number":"9993000078","family_name":"Aldous","given_name":"Robin","date_of_birth":"1988-02-29","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"standing":{"rag":"blue","rating":{"effective_on":"2026-01-31","trigger":"admission","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"]},"membership":{"id":"3be335a0-31dc-5901-954a-df9f51155e94","status":"active","register":"adult","started_on":"2025-12-03","ended_on":null,"end_reason":null,"previous":null,"referral_id":"01a20832-1665-701a-a6d8-f2f78ae0f31f","lead_professional":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"}},"hospital":{"admission_id":"01a20832-196e-71e1-a9ce-ab40a4da0ef0","admitted_on":"2026-01-31","provider_ods":"RV9","setting":"adult_acute","security":"none"},"consents":[{"scope":"register","status":"given","effective_on":"2025-11-28","covers":[],"organisations":[]},{"scope":"information_sharing","status":"given","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"],"organisations":[]}]},"open":[{"id":"ce84d8c7-1bbd-5015-b0ff-efaf7e4f5c5a","duty":"review_action_plan","force":"must","due_on":"2026-06-01","breach_on":"2026-06-01"},{"id":"3d1e15bf-8424-5e2a-97ad-ba4d6d33a914","duty":"inpatient_review_repeat","force":"must","due_on":"2026-09-09","breach_on":"2026-09-09"}]}
01a20832-1b1a-7244-b6f3-dbec718fa2ed	6	QOQ	E06000010	9993000094	aldous	robin	2001-11-30	blue	2026-09-01	active	adult_acute	2026-11-23 11:37:11.412968+00	{"id":"01a20832-1b1a-7244-b6f3-dbec718fa2ed","details":{"nhs_number":"9993000094","family_name":"Aldous","given_name":"Robin","date_of_birth":"2001-11-30","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"standing":{"rag":"blue","rating":{"effective_on":"2026-09-01","trigger":"admission","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"]},"membership":{"id":"5b93a800-10ce-5b83-85ad-9e6895bff2b1","status":"active","register":"adult","started_on":"2025-12-03","ended_on":null,"end_reason":null,"previous":null,"referral_id":"01a20832-1a35-729d-950b-780870ecebf9","lead_professional":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"}},"hospital":{"admission_id":"01a20832-1bf4-700b-a55c-0118a88d1a3d","admitted_on":"2026-09-01","provider_ods":"RV9","setting":"adult_acute","security":"none"},"consents":[{"scope":"register","status":"given","effective_on":"2025-11-28","covers":[],"organisations":[]},{"scope":"information_sharing","status":"given","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"],"organisations":[]}]},"open":[{"id":"e8d86d82-d097-5885-a465-aec5e7115320","duty":"inpatient_review_first","force":"must","due_on":"2026-09-29","breach_on":"2026-09-29"}]}
01a20832-1ded-710f-bab9-29db01f81ff3	9	QOQ	E06000010	9993000124	aldous	robin	2012-06-15	blue	2026-03-28	active	tier4	2026-11-23 11:37:12.165067+00	{"id":"01a20832-1ded-710f-bab9-29db01f81ff3","details":{"nhs_number":"9993000124","family_name":"Aldous","given_name":"Robin","date_of_birth":"2012-06-15","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"standing":{"rag":"blue","rating":{"effective_on":"2026-03-28","trigger":"admission","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"]},"membership":{"id":"4db985ec-a991-5caa-9d49-2a7bf6442f2f","status":"active","register":"cyp","started_on":"2025-12-03","ended_on":null,"end_reason":null,"previous":null,"referral_id":"01a20832-1d22-7206-ba72-2127646b3007","lead_professional":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"}},"hospital":{"admission_id":"01a20832-1e55-73ad-a669-41817d12ebca","admitted_on":"2026-03-28","provider_ods":"RV9","setting":"tier4","security":"none"},"consents":[{"scope":"register","status":"given","effective_on":"2025-11-28","covers":[],"organisations":[]},{"scope":"information_sharing","status":"given","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"],"organisations":[]}]},"open":[{"id":"d0f02907-d159-5611-9038-b9657c870f9b","duty":"review_action_plan","force":"must","due_on":"2026-07-03","breach_on":"2026-07-03"},{"id":"ed8899a3-23d9-5be4-803a-e4d569f10e95","duty":"inpatient_review_repeat","force":"must","due_on":"2026-07-10","breach_on":"2026-07-10"}]}
01a20832-1f16-70c0-89c5-bc5b70602d75	6	QOQ	E06000010	9993000159	aldous	robin	2008-04-20	blue	2026-04-10	active	tier4	2026-11-23 11:37:12.22661+00	{"id":"01a20832-1f16-70c0-89c5-bc5b70602d75","details":{"nhs_number":"9993000159","family_name":"Aldous","given_name":"Robin","date_of_birth":"2008-04-20","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"standing":{"rag":"blue","rating":{"effective_on":"2026-04-10","trigger":"admission","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"]},"membership":{"id":"07af47c7-87ea-516b-8929-dce1273595e6","status":"active","register":"cyp","started_on":"2025-12-03","ended_on":null,"end_reason":null,"previous":null,"referral_id":"01a20832-1f05-7370-a8f7-7f691b556eda","lead_professional":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"}},"hospital":{"admission_id":"01a20832-1f22-7666-a0c2-591c681e5c6b","admitted_on":"2026-04-10","provider_ods":"RV9","setting":"tier4","security":"none"},"consents":[{"scope":"register","status":"given","effective_on":"2025-11-28","covers":[],"organisations":[]},{"scope":"information_sharing","status":"given","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"],"organisations":[]}]},"open":[{"id":"bad1d324-9194-5a37-a2b3-34ed7d1c78c0","duty":"inpatient_review_first","force":"must","due_on":"2026-04-24","breach_on":"2026-04-24"}]}
01a20832-1fb6-75bf-8d02-60f867e63276	9	QOQ	E06000010	9993000183	aldous	robin	1975-12-25	blue	2026-02-10	active	adult_secure	2026-11-23 11:37:12.719428+00	{"id":"01a20832-1fb6-75bf-8d02-60f867e63276","details":{"nhs_number":"9993000183","family_name":"Aldous","given_name":"Robin","date_of_birth":"1975-12-25","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"standing":{"rag":"blue","rating":{"effective_on":"2026-02-10","trigger":"admission","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"]},"membership":{"id":"569ea448-08c6-5049-8c08-b4c2cc747754","status":"active","register":"adult","started_on":"2025-12-03","ended_on":null,"end_reason":null,"previous":null,"referral_id":"01a20832-1f52-73a5-a436-6b58b8a8eaf3","lead_professional":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"}},"hospital":{"admission_id":"01a20832-1fda-7438-92e1-e64bd5002218","admitted_on":"2026-02-10","provider_ods":"RV9","setting":"adult_secure","security":"medium"},"consents":[{"scope":"register","status":"given","effective_on":"2025-11-28","covers":[],"organisations":[]},{"scope":"information_sharing","status":"given","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"],"organisations":[]}]},"open":[{"id":"11a20c58-0793-5740-864c-9f1aaf539e25","duty":"review_action_plan","force":"must","due_on":"2026-05-22","breach_on":"2026-05-22"},{"id":"3309fa4b-ccba-53a1-8fcf-ea642be13124","duty":"inpatient_review_repeat","force":"must","due_on":"2027-02-27","breach_on":"2027-02-27"}]}
01a20832-21b2-775c-86d7-ab22831bdeec	7	QOQ	E06000010	9993000213	aldous	robin	1999-01-01	red	2026-06-01	active	\N	2026-11-23 11:37:12.910006+00	{"id":"01a20832-21b2-775c-86d7-ab22831bdeec","details":{"nhs_number":"9993000213","family_name":"Aldous","given_name":"Robin","date_of_birth":"1999-01-01","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"standing":{"rag":"red","rating":{"effective_on":"2026-06-01","trigger":"discharge","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"]},"membership":{"id":"3b5ecb09-8f2b-54d8-a3ff-eda9e20a6bef","status":"active","register":"adult","started_on":"2025-12-03","ended_on":null,"end_reason":null,"previous":null,"referral_id":"01a20832-211a-71d8-b765-a931812bf681","lead_professional":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"}},"hospital":null,"consents":[{"scope":"register","status":"given","effective_on":"2025-11-28","covers":[],"organisations":[]},{"scope":"information_sharing","status":"given","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"],"organisations":[]}]},"open":[]}
01a20832-249e-7176-a6ed-abde4a4afb76	5	QOQ	E06000010	9993000248	aldous	robin	1990-07-07	red	2025-12-03	active	\N	2026-11-23 11:37:13.630705+00	{"id":"01a20832-249e-7176-a6ed-abde4a4afb76","details":{"nhs_number":"9993000248","family_name":"Aldous","given_name":"Robin","date_of_birth":"1990-07-07","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"standing":{"rag":"red","rating":{"effective_on":"2025-12-03","trigger":"referral","risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"]},"membership":{"id":"52157987-6641-5079-b389-04119e67956c","status":"active","register":"adult","started_on":"2025-12-03","ended_on":null,"end_reason":null,"previous":null,"referral_id":"01a20832-2299-738e-b982-aa73f02cf211","lead_professional":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"}},"hospital":null,"consents":[{"scope":"register","status":"given","effective_on":"2025-11-28","covers":[],"organisations":[]},{"scope":"information_sharing","status":"given","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"],"organisations":[]}]},"open":[]}
\.


--
-- Data for Name: projection_head; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.projection_head (id, version, packs) FROM stdin;
1	1	7e5a0840db0158d358089d6bbe55d27810bed01bcf8c13ad4da749bdccf27f48
\.


--
-- Data for Name: reach; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.reach (organisation, subject_kind, subject_id, basis, version, sort_on) FROM stdin;
QOQ	referral	01a20832-1359-7608-904d-8af63188e6db	responsible_icb	1	2025-12-01
QOQ	person	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	responsible_icb	9	2026-04-27
QOQ	referral	01a20832-1665-701a-a6d8-f2f78ae0f31f	responsible_icb	1	2025-12-01
QOQ	person	01a20832-17df-72ea-b1b8-056719c7899a	responsible_icb	9	2026-06-01
QOQ	referral	01a20832-1a35-729d-950b-780870ecebf9	responsible_icb	1	2025-12-01
QOQ	person	01a20832-1b1a-7244-b6f3-dbec718fa2ed	responsible_icb	6	2026-09-29
QOQ	referral	01a20832-1d22-7206-ba72-2127646b3007	responsible_icb	1	2025-12-01
QOQ	person	01a20832-1ded-710f-bab9-29db01f81ff3	responsible_icb	9	2026-07-03
QOQ	referral	01a20832-1f05-7370-a8f7-7f691b556eda	responsible_icb	1	2025-12-01
QOQ	person	01a20832-1f16-70c0-89c5-bc5b70602d75	responsible_icb	6	2026-04-24
QOQ	referral	01a20832-1f52-73a5-a436-6b58b8a8eaf3	responsible_icb	1	2025-12-01
QOQ	person	01a20832-1fb6-75bf-8d02-60f867e63276	responsible_icb	9	2026-05-22
QOQ	referral	01a20832-211a-71d8-b765-a931812bf681	responsible_icb	1	2025-12-01
QOQ	person	01a20832-21b2-775c-86d7-ab22831bdeec	responsible_icb	7	9999-12-31
QOQ	referral	01a20832-2299-738e-b982-aa73f02cf211	responsible_icb	1	2025-12-01
QOQ	person	01a20832-249e-7176-a6ed-abde4a4afb76	responsible_icb	5	9999-12-31
\.


--
-- Data for Name: referral; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.referral (id, version, icb_ods, submitted_ods, status, source, local_authority, received_on, nhs_number, family_search, date_of_birth, person_id, updated_at, body) FROM stdin;
01a20832-1359-7608-904d-8af63188e6db	2	QOQ	QOQ	accepted	lead_professional	E06000010	2025-12-01	9993000035	aldous	1993-05-17	01a20832-15dc-72fd-b0e6-d40eed7cfc4d	2026-11-23 11:37:09.852591+00	{"id":"01a20832-1359-7608-904d-8af63188e6db","version":0,"status":"accepted","person_id":"01a20832-15dc-72fd-b0e6-d40eed7cfc4d","client_reference":"UPGRADE-001","submitted_ods":"QOQ","received_on":"2025-12-01","source":"lead_professional","referrer":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"},"supporting_professional":null,"person":{"nhs_number":"9993000035","family_name":"Aldous","given_name":"Robin","date_of_birth":"1993-05-17","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"open_to_health_and_social_care":true,"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"in_crisis":true,"risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"suggested_rag":"amber","what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite.","consents":[{"scope":"register","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28"},{"scope":"information_sharing","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"]}],"asked":[],"information":[],"decision":{"outcome":"accepted","decided_on":"2025-12-03","decided_by":{"name":"Pat Moss","role":"DSR lead"},"reason":null,"override_reason":null,"note":null},"withdrawal":null,"warnings":[],"possible_duplicates":[],"notice":""}
01a20832-1665-701a-a6d8-f2f78ae0f31f	2	QOQ	QOQ	accepted	lead_professional	E06000010	2025-12-01	9993000078	aldous	1988-02-29	01a20832-17df-72ea-b1b8-056719c7899a	2026-11-23 11:37:10.367553+00	{"id":"01a20832-1665-701a-a6d8-f2f78ae0f31f","version":0,"status":"accepted","person_id":"01a20832-17df-72ea-b1b8-056719c7899a","client_reference":"UPGRADE-002","submitted_ods":"QOQ","received_on":"2025-12-01","source":"lead_professional","referrer":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"},"supporting_professional":null,"person":{"nhs_number":"9993000078","family_name":"Aldous","given_name":"Robin","date_of_birth":"1988-02-29","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"open_to_health_and_social_care":true,"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"in_crisis":true,"risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"suggested_rag":"amber","what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite.","consents":[{"scope":"register","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28"},{"scope":"information_sharing","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"]}],"asked":[],"information":[],"decision":{"outcome":"accepted","decided_on":"2025-12-03","decided_by":{"name":"Pat Moss","role":"DSR lead"},"reason":null,"override_reason":null,"note":null},"withdrawal":null,"warnings":[],"possible_duplicates":[],"notice":""}
01a20832-1a35-729d-950b-780870ecebf9	2	QOQ	QOQ	accepted	lead_professional	E06000010	2025-12-01	9993000094	aldous	2001-11-30	01a20832-1b1a-7244-b6f3-dbec718fa2ed	2026-11-23 11:37:11.195164+00	{"id":"01a20832-1a35-729d-950b-780870ecebf9","version":0,"status":"accepted","person_id":"01a20832-1b1a-7244-b6f3-dbec718fa2ed","client_reference":"UPGRADE-003","submitted_ods":"QOQ","received_on":"2025-12-01","source":"lead_professional","referrer":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"},"supporting_professional":null,"person":{"nhs_number":"9993000094","family_name":"Aldous","given_name":"Robin","date_of_birth":"2001-11-30","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"open_to_health_and_social_care":true,"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"in_crisis":true,"risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"suggested_rag":"amber","what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite.","consents":[{"scope":"register","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28"},{"scope":"information_sharing","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"]}],"asked":[],"information":[],"decision":{"outcome":"accepted","decided_on":"2025-12-03","decided_by":{"name":"Pat Moss","role":"DSR lead"},"reason":null,"override_reason":null,"note":null},"withdrawal":null,"warnings":[],"possible_duplicates":[],"notice":""}
01a20832-1d22-7206-ba72-2127646b3007	2	QOQ	QOQ	accepted	lead_professional	E06000010	2025-12-01	9993000124	aldous	2012-06-15	01a20832-1ded-710f-bab9-29db01f81ff3	2026-11-23 11:37:11.917733+00	{"id":"01a20832-1d22-7206-ba72-2127646b3007","version":0,"status":"accepted","person_id":"01a20832-1ded-710f-bab9-29db01f81ff3","client_reference":"UPGRADE-004","submitted_ods":"QOQ","received_on":"2025-12-01","source":"lead_professional","referrer":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"},"supporting_professional":null,"person":{"nhs_number":"9993000124","family_name":"Aldous","given_name":"Robin","date_of_birth":"2012-06-15","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"open_to_health_and_social_care":true,"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"in_crisis":true,"risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"suggested_rag":"amber","what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite.","consents":[{"scope":"register","status":"given","basis":"parental_responsibility","given_by":"Ada Aldous","effective_on":"2025-11-28"},{"scope":"information_sharing","status":"given","basis":"parental_responsibility","given_by":"Ada Aldous","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"]}],"asked":[],"information":[],"decision":{"outcome":"accepted","decided_on":"2025-12-03","decided_by":{"name":"Pat Moss","role":"DSR lead"},"reason":null,"override_reason":null,"note":null},"withdrawal":null,"warnings":[],"possible_duplicates":[],"notice":""}
01a20832-1f05-7370-a8f7-7f691b556eda	2	QOQ	QOQ	accepted	lead_professional	E06000010	2025-12-01	9993000159	aldous	2008-04-20	01a20832-1f16-70c0-89c5-bc5b70602d75	2026-11-23 11:37:12.214762+00	{"id":"01a20832-1f05-7370-a8f7-7f691b556eda","version":0,"status":"accepted","person_id":"01a20832-1f16-70c0-89c5-bc5b70602d75","client_reference":"UPGRADE-005","submitted_ods":"QOQ","received_on":"2025-12-01","source":"lead_professional","referrer":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"},"supporting_professional":null,"person":{"nhs_number":"9993000159","family_name":"Aldous","given_name":"Robin","date_of_birth":"2008-04-20","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"open_to_health_and_social_care":true,"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"in_crisis":true,"risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"suggested_rag":"amber","what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite.","consents":[{"scope":"register","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28"},{"scope":"information_sharing","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"]}],"asked":[],"information":[],"decision":{"outcome":"accepted","decided_on":"2025-12-03","decided_by":{"name":"Pat Moss","role":"DSR lead"},"reason":null,"override_reason":null,"note":null},"withdrawal":null,"warnings":[],"possible_duplicates":[],"notice":""}
01a20832-1f52-73a5-a436-6b58b8a8eaf3	2	QOQ	QOQ	accepted	lead_professional	E06000010	2025-12-01	9993000183	aldous	1975-12-25	01a20832-1fb6-75bf-8d02-60f867e63276	2026-11-23 11:37:12.374934+00	{"id":"01a20832-1f52-73a5-a436-6b58b8a8eaf3","version":0,"status":"accepted","person_id":"01a20832-1fb6-75bf-8d02-60f867e63276","client_reference":"UPGRADE-006","submitted_ods":"QOQ","received_on":"2025-12-01","source":"lead_professional","referrer":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"},"supporting_professional":null,"person":{"nhs_number":"9993000183","family_name":"Aldous","given_name":"Robin","date_of_birth":"1975-12-25","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"open_to_health_and_social_care":true,"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"in_crisis":true,"risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"suggested_rag":"amber","what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite.","consents":[{"scope":"register","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28"},{"scope":"information_sharing","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"]}],"asked":[],"information":[],"decision":{"outcome":"accepted","decided_on":"2025-12-03","decided_by":{"name":"Pat Moss","role":"DSR lead"},"reason":null,"override_reason":null,"note":null},"withdrawal":null,"warnings":[],"possible_duplicates":[],"notice":""}
01a20832-211a-71d8-b765-a931812bf681	2	QOQ	QOQ	accepted	lead_professional	E06000010	2025-12-01	9993000213	aldous	1999-01-01	01a20832-21b2-775c-86d7-ab22831bdeec	2026-11-23 11:37:12.882752+00	{"id":"01a20832-211a-71d8-b765-a931812bf681","version":0,"status":"accepted","person_id":"01a20832-21b2-775c-86d7-ab22831bdeec","client_reference":"UPGRADE-007","submitted_ods":"QOQ","received_on":"2025-12-01","source":"lead_professional","referrer":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"},"supporting_professional":null,"person":{"nhs_number":"9993000213","family_name":"Aldous","given_name":"Robin","date_of_birth":"1999-01-01","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"open_to_health_and_social_care":true,"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"in_crisis":true,"risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"suggested_rag":"amber","what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite.","consents":[{"scope":"register","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28"},{"scope":"information_sharing","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"]}],"asked":[],"information":[],"decision":{"outcome":"accepted","decided_on":"2025-12-03","decided_by":{"name":"Pat Moss","role":"DSR lead"},"reason":null,"override_reason":null,"note":null},"withdrawal":null,"warnings":[],"possible_duplicates":[],"notice":""}
01a20832-2299-738e-b982-aa73f02cf211	2	QOQ	QOQ	accepted	lead_professional	E06000010	2025-12-01	9993000248	aldous	1990-07-07	01a20832-249e-7176-a6ed-abde4a4afb76	2026-11-23 11:37:13.630705+00	{"id":"01a20832-2299-738e-b982-aa73f02cf211","version":0,"status":"accepted","person_id":"01a20832-249e-7176-a6ed-abde4a4afb76","client_reference":"UPGRADE-008","submitted_ods":"QOQ","received_on":"2025-12-01","source":"lead_professional","referrer":{"name":"Sam Field","role":"Community learning disability nurse","organisation_ods":"RV9","email":"sam.field@example.org","phone":"01632 960001"},"supporting_professional":null,"person":{"nhs_number":"9993000248","family_name":"Aldous","given_name":"Robin","date_of_birth":"1990-07-07","conditions":["autism","learning_disability"],"diagnosis_status":"confirmed","icb_ods":"QOQ","local_authority":"E06000010","gp_practice_ods":"B81001","postcode":"HU1 1AA","ehcp":"none","looked_after":false,"care_leaver":false},"open_to_health_and_social_care":true,"mental_health_crisis":{"in_crisis":true,"narrative":"Sleeping little, refusing meals, two calls to the crisis team this month."},"in_crisis":true,"risk_factors":["unstable_untreated_mental_illness","escalating_behaviour_that_challenges"],"suggested_rag":"amber","what_has_been_tried":"Positive behaviour support plan, weekly nurse visits.","what_would_help":"A change of day service and respite.","consents":[{"scope":"register","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28"},{"scope":"information_sharing","status":"given","basis":"self","given_by":"Robin Aldous","effective_on":"2025-11-28","covers":["local_authority_send","social_care","provider"]}],"asked":[],"information":[],"decision":{"outcome":"accepted","decided_on":"2025-12-03","decided_by":{"name":"Pat Moss","role":"DSR lead"},"reason":null,"override_reason":null,"note":null},"withdrawal":null,"warnings":[],"possible_duplicates":[],"notice":""}
\.


--
-- Data for Name: stream; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.stream (id, kind, version, hash) FROM stdin;
01a20832-1359-7608-904d-8af63188e6db	referral	2	\\x2a4929bdb9e2f7bc4f10b6f7dec5e6bc14c84d49e6b9e6599be8bc61e1ff31ab
01a20832-15dc-72fd-b0e6-d40eed7cfc4d	person	9	\\x2fdf2984e2c63052f520cc7dd3655feb93d5781cba23216cbcb03b9d98cfa531
01a20832-1665-701a-a6d8-f2f78ae0f31f	referral	2	\\x1c57c6d0b831b3949a38f821e6a7834812ac8934d57be9309a2f444cf8e07537
01a20832-17df-72ea-b1b8-056719c7899a	person	9	\\xd3a81c66eb75c3b0f9dd2d51d92672fbb11b67d24fea9d3498c4a75005d53d2f
01a20832-1a35-729d-950b-780870ecebf9	referral	2	\\x3dc5d68ae6c41dc1260c0e85086b6d3f1efe0137dc2d45e766103d8f64a92ed7
01a20832-1b1a-7244-b6f3-dbec718fa2ed	person	6	\\x828b66b025599877cc3f3be82848100223a5216fda28a2a8812f83f97f53c138
01a20832-1d22-7206-ba72-2127646b3007	referral	2	\\xab0ad5b7416d20b82818c7265f8f4d917b9273696c8eddc9b06c6773cd48201b
01a20832-1ded-710f-bab9-29db01f81ff3	person	9	\\xbff1d977b2fb14a7878bab51a9cc5649a818364d4995d23044f518740b5026d1
01a20832-1f05-7370-a8f7-7f691b556eda	referral	2	\\xde2425ad0a0b5e9872588cf1f7ffb1744549c6742a1f90af6347ee309db939a5
01a20832-1f16-70c0-89c5-bc5b70602d75	person	6	\\x3c46488fd18a1e5acbe77939e9b81f28f8a135577b1d83690208b31b06377bc0
01a20832-1f52-73a5-a436-6b58b8a8eaf3	referral	2	\\xab72a39be7cad0232c10719fa6f6dfaee8b4049bcafd56a7723d6230dc109040
01a20832-1fb6-75bf-8d02-60f867e63276	person	9	\\xad58820ff286b7fd16bfd5b4b52ade8aa8e03a5e238b1e71f8b26a427e4ce2cd
01a20832-211a-71d8-b765-a931812bf681	referral	2	\\xe750755f7ecc9c6964d4f6001fdeaf4677578b5112529ff03198fec04dcdc5db
01a20832-21b2-775c-86d7-ab22831bdeec	person	7	\\x37e8eca81aae8a60b1bfd646914c29c778af13c4ccd80030930282f95db851fd
01a20832-2299-738e-b982-aa73f02cf211	referral	2	\\x7e734b9be033eccbdc6f708c43aeff86492305f6c78a1909fa4cdb9ae0c29349
01a20832-249e-7176-a6ed-abde4a4afb76	person	5	\\x53509b27896822a8d5df3740bdcd49a4bdbed1aab8bc4f63ad449d1272f59fed
\.


--
-- Name: _sqlx_migrations _sqlx_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);


--
-- Name: access access_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access
    ADD CONSTRAINT access_pkey PRIMARY KEY (id);


--
-- Name: access_record access_record_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.access_record
    ADD CONSTRAINT access_record_pkey PRIMARY KEY (record_id, access_id);


--
-- Name: claim claim_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_pkey PRIMARY KEY (kind, claim_key);


--
-- Name: deadline deadline_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_pkey PRIMARY KEY (id);


--
-- Name: event event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (stream_id, version);


--
-- Name: event_private event_private_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_private
    ADD CONSTRAINT event_private_pkey PRIMARY KEY (stream_id, version);


--
-- Name: feed_head feed_head_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_head
    ADD CONSTRAINT feed_head_pkey PRIMARY KEY (id);


--
-- Name: feed feed_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed
    ADD CONSTRAINT feed_pkey PRIMARY KEY ("position");


--
-- Name: idempotency idempotency_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (owner, call_key);


--
-- Name: person person_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);


--
-- Name: projection_head projection_head_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projection_head
    ADD CONSTRAINT projection_head_pkey PRIMARY KEY (id);


--
-- Name: reach reach_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reach
    ADD CONSTRAINT reach_pkey PRIMARY KEY (organisation, subject_id);


--
-- Name: referral referral_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_pkey PRIMARY KEY (id);


--
-- Name: stream stream_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stream
    ADD CONSTRAINT stream_pkey PRIMARY KEY (id);


--
-- Name: access_by_record; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX access_by_record ON public.access USING btree (record_id, at);


--
-- Name: deadline_by_icb; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deadline_by_icb ON public.deadline USING btree (icb_ods, sort_on, id);


--
-- Name: deadline_by_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deadline_by_person ON public.deadline USING btree (person_id, sort_on, id);


--
-- Name: deadline_open_by_icb; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deadline_open_by_icb ON public.deadline USING btree (icb_ods, sort_on, id) WHERE (is_open = true);


--
-- Name: idempotency_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_by_age ON public.idempotency USING btree (created_at);


--
-- Name: person_by_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX person_by_name ON public.person USING btree (family_search, date_of_birth);


--
-- Name: person_by_nhs_number; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX person_by_nhs_number ON public.person USING btree (nhs_number);


--
-- Name: reach_in_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reach_in_order ON public.reach USING btree (organisation, subject_kind, sort_on, subject_id);


--
-- Name: referral_by_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX referral_by_name ON public.referral USING btree (family_search, date_of_birth);


--
-- Name: referral_by_nhs_number; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX referral_by_nhs_number ON public.referral USING btree (nhs_number);


--
-- Name: stream_by_kind; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX stream_by_kind ON public.stream USING btree (kind, id);


--
-- Name: access access_is_not_rewritten; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER access_is_not_rewritten BEFORE DELETE OR UPDATE ON public.access FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: access access_is_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER access_is_not_truncated BEFORE TRUNCATE ON public.access FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: access_record access_record_is_not_rewritten; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER access_record_is_not_rewritten BEFORE DELETE OR UPDATE ON public.access_record FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: access_record access_record_is_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER access_record_is_not_truncated BEFORE TRUNCATE ON public.access_record FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: deadline deadline_follows_facts; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER deadline_follows_facts BEFORE UPDATE ON public.deadline FOR EACH ROW WHEN ((new.version <= old.version)) EXECUTE FUNCTION public.refuse_without_fact();


--
-- Name: event event_is_not_rewritten; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_is_not_rewritten BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: event event_is_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_is_not_truncated BEFORE TRUNCATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: event_private event_private_is_not_rewritten; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_private_is_not_rewritten BEFORE DELETE OR UPDATE ON public.event_private FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: event_private event_private_is_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_private_is_not_truncated BEFORE TRUNCATE ON public.event_private FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: feed_head feed_head_is_not_removed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER feed_head_is_not_removed BEFORE DELETE ON public.feed_head FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: feed_head feed_head_is_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER feed_head_is_not_truncated BEFORE TRUNCATE ON public.feed_head FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: feed_head feed_head_only_advances; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER feed_head_only_advances BEFORE UPDATE ON public.feed_head FOR EACH ROW WHEN ((new."position" < old."position")) EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: feed feed_is_not_rewritten; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER feed_is_not_rewritten BEFORE DELETE OR UPDATE ON public.feed FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: feed feed_is_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER feed_is_not_truncated BEFORE TRUNCATE ON public.feed FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: person person_follows_facts; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER person_follows_facts BEFORE UPDATE ON public.person FOR EACH ROW WHEN ((new.version <= old.version)) EXECUTE FUNCTION public.refuse_without_fact();


--
-- Name: reach reach_follows_facts; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER reach_follows_facts BEFORE UPDATE ON public.reach FOR EACH ROW WHEN ((new.version <= old.version)) EXECUTE FUNCTION public.refuse_without_fact();


--
-- Name: referral referral_follows_facts; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER referral_follows_facts BEFORE UPDATE ON public.referral FOR EACH ROW WHEN ((new.version <= old.version)) EXECUTE FUNCTION public.refuse_without_fact();


--
-- Name: stream stream_follows_facts; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stream_follows_facts BEFORE UPDATE ON public.stream FOR EACH ROW WHEN ((new.version <= old.version)) EXECUTE FUNCTION public.refuse_without_fact();


--
-- Name: stream stream_is_not_removed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stream_is_not_removed BEFORE DELETE ON public.stream FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: stream stream_is_not_truncated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stream_is_not_truncated BEFORE TRUNCATE ON public.stream FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();


--
-- Name: deadline deadline_person_id_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_person_id_version_fkey FOREIGN KEY (person_id, version) REFERENCES public.event(stream_id, version);


--
-- Name: event_private event_private_stream_id_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_private
    ADD CONSTRAINT event_private_stream_id_version_fkey FOREIGN KEY (stream_id, version) REFERENCES public.event(stream_id, version);


--
-- Name: event event_stream_id_previous_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_stream_id_previous_fkey FOREIGN KEY (stream_id, previous) REFERENCES public.event(stream_id, version);


--
-- Name: feed feed_stream_id_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed
    ADD CONSTRAINT feed_stream_id_version_fkey FOREIGN KEY (stream_id, version) REFERENCES public.event(stream_id, version);


--
-- Name: person person_id_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_id_version_fkey FOREIGN KEY (id, version) REFERENCES public.event(stream_id, version);


--
-- Name: reach reach_subject_id_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reach
    ADD CONSTRAINT reach_subject_id_version_fkey FOREIGN KEY (subject_id, version) REFERENCES public.event(stream_id, version);


--
-- Name: referral referral_id_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.referral
    ADD CONSTRAINT referral_id_version_fkey FOREIGN KEY (id, version) REFERENCES public.event(stream_id, version);


--
-- Name: stream stream_id_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stream
    ADD CONSTRAINT stream_id_version_fkey FOREIGN KEY (id, version) REFERENCES public.event(stream_id, version);


--
-- PostgreSQL database dump complete
--

\unrestrict fn2R508rv73dqCrIs1A4uBYHMDe4HRW2SYAw3Pzwx9hGCPF6u7xRzpwzVnLhqSQ

