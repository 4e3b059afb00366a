//! Login through an issuer: its keys are found, kept, followed and given up; what is not its token opens nothing.

use crate::support::issuer::{AUDIENCE, Mood, Signer, TestIssuer};
use crate::support::{Engine, Reply, World};
use dsr::app;
use dsr::clock::Clock;
use dsr::login::claims::{Mapping, Place};
use dsr::login::fetch::{Address, Failure, MAX_DOCUMENT};
use dsr::login::issuer::{Issuer, Pace, Standing};
use dsr::login::{Rules, Typ, Verifier};
use dsr::serving::Serving;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const LIST: &str = "/v1/people";

/// A register that trusts one issuer.
struct House {
    world: World,
    issuer: TestIssuer,
    verifier: Arc<Verifier>,
}

/// Never again within a test, but for unknown keys.
fn calm() -> Pace {
    let hour = Duration::from_secs(3600);
    let patience = Duration::from_secs(60);
    Pace { usual: hour, retry: hour, retry_most: hour, unknown: hour, patience, ..Pace::default() }
}

/// Again and again.
fn restless() -> Pace {
    let tick = Duration::from_millis(20);
    Pace { usual: tick, least: tick, retry: tick, retry_most: tick, ..calm() }
}

fn verifier(issuer: &TestIssuer, pace: Pace, change: impl FnOnce(&mut Rules)) -> Arc<Verifier> {
    let mut rules = Rules { typ: Typ::AtJwt, ..Rules::new(&issuer.base, AUDIENCE) };
    change(&mut rules);
    let kept = Issuer::start(Address::parse(&issuer.base, None).unwrap(), pace).unwrap();
    Arc::new(Verifier::of(kept, rules))
}

impl House {
    async fn with(issuer: TestIssuer, pace: Pace, change: impl FnOnce(&mut Rules)) -> Self {
        let mut world = World::start(Engine::Sqlite).await;
        let verifier = verifier(&issuer, pace, change);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        world.base = format!("http://{}", listener.local_addr().unwrap());
        let service = app::Service::new(world.store.clone(), Arc::clone(&verifier));
        let serving = Serving { workers: 2, ..Serving::default() };
        tokio::spawn(app::server(service, listener, serving, std::future::pending()).unwrap());
        let house = Self { world, issuer, verifier };
        house.kept().attempted(1).await;
        house
    }

    async fn open(keys: &[&Signer], pace: Pace) -> Self {
        Self::with(TestIssuer::start(keys), pace, |_| ()).await
    }

    fn kept(&self) -> &Issuer {
        self.verifier.issuer().unwrap()
    }

    async fn get(&self, token: &str) -> Reply {
        self.world.stranger(token).get(LIST).await
    }

    async fn ready(&self) -> Reply {
        self.world.stranger("").get("/readyz").await
    }

    /// Until a fetch that began after now has ended.
    async fn refreshed(&self) {
        self.kept().attempted(self.issuer.discovered() + 2).await;
    }
}

#[track_caller]
fn turned_away(reply: Reply, sentence: &str) {
    let reply = reply.refused(401, "unauthenticated");
    assert!(reply.header("www-authenticate").contains("error=\"invalid_token\""));
    let detail = reply.json["detail"].as_str().unwrap();
    assert!(detail.contains(sentence), "expected '{sentence}': {detail}");
}

fn key(kid: &str) -> Signer {
    Signer::new(kid, Algorithm::ES256)
}

#[tokio::test]
async fn every_kind_of_key_an_issuer_publishes_opens() {
    let keys: Vec<Signer> = [Algorithm::RS256, Algorithm::PS384, Algorithm::ES256, Algorithm::EdDSA]
        .map(|a| Signer::new(&format!("{a:?}"), a))
        .into();
    let house = House::open(&keys.iter().collect::<Vec<_>>(), calm()).await;
    for key in &keys {
        house.get(&key.sign(&house.issuer.claims())).await.is(200);
    }
    assert_eq!((house.issuer.discovered(), house.issuer.fetched()), (1, 1), "once is enough");
    assert_eq!(house.ready().await.is(200).json["issuer"], json!("reached"));
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_told_why_and_opens_nothing() {
    let (own, other, stranger) =
        (Signer::new("one", Algorithm::RS256), key("two"), Signer::new("one", Algorithm::RS256));
    let house = House::open(&[&own, &other], calm()).await;
    let (issuer, now) = (&house.issuer, Clock::system().now().timestamp());
    let with = |changes: Value| own.sign(&issuer.claims_with(&changes));
    let headed = |change: &dyn Fn(&mut Header)| {
        let mut header = own.header();
        change(&mut header);
        own.sign_with(&header, &issuer.claims())
    };
    let whole = own.sign(&issuer.claims());
    house.get(&whole).await.is(200);
    let parts: Vec<&str> = whole.split('.').collect();
    let other_payload = with(json!({"org": "QXX"}));
    let tampered = format!("{}.{}.{}", parts[0], other_payload.split('.').nth(1).unwrap(), parts[2]);
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0Iiwia2lkIjoib25lIn0.{}.", parts[1]);
    let mut shared = Header::new(Algorithm::HS256);
    (shared.typ, shared.kid) = (Some("at+jwt".into()), Some("one".into()));
    let public = own.public()["n"].as_str().unwrap().to_owned();
    let confused = encode(&shared, &issuer.claims(), &EncodingKey::from_secret(public.as_bytes())).unwrap();
    let brought = |header: &mut Header| {
        header.jwk = Some(serde_json::from_value(stranger.public()).unwrap());
        header.jku = Some("https://keys.example.com".into());
        header.x5u = Some("https://keys.example.com".into());
        header.kid = Some("one".into());
    };
    let mut bringing = stranger.header();
    brought(&mut bringing);
    let algorithm = "an algorithm that is not accepted here";
    let table = [
        ("expired", with(json!({"exp": now - 60})), "has expired"),
        ("not valid yet", with(json!({"nbf": now + 60})), "not valid yet"),
        ("another issuer", with(json!({"iss": "https://login.example.com"})), "from another issuer"),
        ("another audience", with(json!({"aud": "https://payroll.example.org"})), "for another audience"),
        ("no expiry", with(json!({"exp": null})), "lacks one of the claims exp, iss, aud"),
        ("no issuer", with(json!({"iss": null})), "lacks one of the claims exp, iss, aud"),
        ("no audience", with(json!({"aud": null})), "lacks one of the claims exp, iss, aud"),
        ("no subject", with(json!({"sub": null})), "lacks the claim 'sub'"),
        ("no organisation", with(json!({"org": null})), "lacks the claim 'org'"),
        ("no ODS code", with(json!({"org": "the ICB"})), "'org' is not an ODS code"),
        ("two organisations", with(json!({"org": ["QOQ", "QXX"]})), "'org' must be one text"),
        ("scopes that are a number", with(json!({"scope": 7})), "'scope' is neither a text nor a list"),
        ("a client with a line break", with(json!({"client_id": "a\nb"})), "'client_id' must be one text"),
        ("an ID token", headed(&|h| h.typ = Some("JWT".into())), "not an access token by its 'typ'"),
        ("no typ", headed(&|h| h.typ = None), "not an access token by its 'typ'"),
        ("a logout token", headed(&|h| h.typ = Some("logout+jwt".into())), "not an access token by its 'typ'"),
        ("extensions", headed(&|h| h.crit = Some(vec!["exp".into()])), "asks for extensions"),
        ("an unknown key", headed(&|h| h.kid = Some("three".into())), "a key that the issuer does not publish"),
        ("another key's name", headed(&|h| h.kid = Some("two".into())), algorithm),
        ("unsigned", unsigned, "not a JWT by an algorithm"),
        ("the public key as a shared secret", confused, algorithm),
        ("a stranger's key by the same name", stranger.sign(&issuer.claims()), "signature does not hold"),
        ("a key of its own in the header", stranger.sign_with(&bringing, &issuer.claims()), "signature does not hold"),
        ("another payload", tampered, "signature does not hold"),
        ("no signature", format!("{}.{}.", parts[0], parts[1]), "signature does not hold"),
        ("cut", format!("{}.{}", parts[0], parts[1]), "not a JWT"),
        ("the development key's", house.world.caller("QOQ").token, algorithm),
    ];
    for (why, token, sentence) in table {
        println!("{why}");
        turned_away(house.get(&token).await, sentence);
    }
    // Keys and addresses in a header are not even looked at when the signature is the issuer's.
    house.get(&headed(&brought)).await.is(200);
    assert_eq!(house.issuer.fetched(), 2, "one more, for all the unknown keys");
}

#[tokio::test]
async fn clocks_may_differ_by_the_leeway_and_not_by_more() {
    let own = key("one");
    for leeway in [0, 30, 120] {
        let issuer = TestIssuer::start(&[&own]);
        let verifier = verifier(&issuer, calm(), |rules| rules.leeway = u64::try_from(leeway).unwrap());
        let now = Clock::system().now().timestamp();
        // Time goes on meanwhile, so on the side that time works against there are some seconds between.
        let table = [
            (json!({"exp": now - leeway + 20}), true),
            (json!({"exp": now - leeway - 1}), false),
            (json!({"nbf": now + leeway}), true),
            (json!({"nbf": now + leeway + 20}), false),
        ];
        for (times, holds) in table {
            let outcome = verifier.bearer(&own.sign(&issuer.claims_with(&times))).await;
            assert_eq!(outcome.is_ok(), holds, "leeway {leeway}: {times} at {now}: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn keys_that_may_not_check_signatures_are_passed_over() {
    let own = key("one");
    let secret = b"a shared secret that somebody published";
    let oct = json!({"kty": "oct", "kid": "oct", "alg": "HS256", "k": "YSBzaGFyZWQgc2VjcmV0IHRoYXQgc29tZWJvZHkgcHVibGlzaGVk"});
    let changed = |kid: &str, name: &str, value: Value| {
        let mut key = own.public();
        (key["kid"], key[name]) = (json!(kid), value);
        key
    };
    let mut weak = Signer::new("weak", Algorithm::RS256).public();
    weak["n"] = json!(&weak["n"].as_str().unwrap()[..171]);
    let keys = vec![
        own.public(),
        oct,
        changed("encrypts", "use", json!("enc")),
        changed("wraps", "key_ops", json!(["wrapKey"])),
        changed("private", "d", json!("AAAA")),
        changed("elsewhere", "alg", json!("RS256")),
        changed("curve", "crv", json!("P-521")),
        changed("moon", "kty", json!("MOON")),
        weak,
        json!("no key"),
    ];
    let names: Vec<String> = keys[1..].iter().filter_map(|k| k["kid"].as_str().map(str::to_owned)).collect();
    let issuer = TestIssuer::start(&[]);
    issuer.publish_raw(keys);
    let house = House::with(issuer, calm(), |_| ()).await;
    house.get(&own.sign(&house.issuer.claims())).await.is(200);
    for name in names {
        let mut header = own.header();
        header.kid = Some(name);
        turned_away(house.get(&own.sign_with(&header, &house.issuer.claims())).await, "not publish");
    }
    let mut shared = Header::new(Algorithm::HS256);
    (shared.typ, shared.kid) = (Some("at+jwt".into()), Some("oct".into()));
    let token = encode(&shared, &house.issuer.claims(), &EncodingKey::from_secret(secret)).unwrap();
    turned_away(house.get(&token).await, "algorithm that is not accepted");
}

#[tokio::test]
async fn a_token_without_a_key_s_name_is_tried_with_the_one_key_that_fits() {
    let (rsa, ec, second) = (Signer::new("one", Algorithm::RS256), key("two"), key("three"));
    let house = House::open(&[&rsa, &ec], restless()).await;
    let nameless = |signer: &Signer| {
        let mut header = signer.header();
        header.kid = None;
        signer.sign_with(&header, &house.issuer.claims())
    };
    house.get(&nameless(&ec)).await.is(200);
    house.get(&nameless(&rsa)).await.is(200);
    turned_away(house.get(&nameless(&Signer::new("x", Algorithm::EdDSA))).await, "algorithm");
    house.issuer.publish(&[&rsa, &ec, &second]);
    house.refreshed().await;
    turned_away(house.get(&nameless(&ec)).await, "does not name its key");
}

#[tokio::test]
async fn a_new_key_is_known_at_its_first_token_and_a_revoked_one_is_refused_after_the_next_fetch() {
    let (first, second) = (key("one"), key("two"));
    let house = House::open(&[&first], calm()).await;
    let (old, new) = (first.sign(&house.issuer.claims()), second.sign(&house.issuer.claims()));
    house.get(&old).await.is(200);
    house.issuer.publish(&[&first, &second]);
    house.get(&new).await.is(200);
    house.get(&old).await.is(200);
    assert_eq!(house.issuer.fetched(), 2);
    drop(house);
    let house = House::open(&[&first], restless()).await;
    let (old, new) = (first.sign(&house.issuer.claims()), second.sign(&house.issuer.claims()));
    house.get(&old).await.is(200);
    house.issuer.publish(&[&second]);
    house.refreshed().await;
    turned_away(house.get(&old).await, "not publish");
    house.get(&new).await.is(200);
}

#[tokio::test]
async fn many_who_wait_for_a_new_key_cause_one_fetch_and_junk_no_more() {
    let (first, second) = (key("one"), key("two"));
    let house = House::open(&[&first], calm()).await;
    house.issuer.publish(&[&first, &second]);
    let (old, new) = (first.sign(&house.issuer.claims()), second.sign(&house.issuer.claims()));
    let calls = (0..40).map(|n| house.get(if n % 4 == 0 { &old } else { &new }));
    for reply in together(calls).await {
        reply.is(200);
    }
    assert_eq!(house.issuer.fetched(), 2, "one at the start, one for all of them");
    let junk: Vec<String> = (0..60).map(|n| key(&format!("junk-{n}")).sign(&house.issuer.claims())).collect();
    for reply in together(junk.iter().map(|token| house.get(token))).await {
        turned_away(reply, "not publish");
    }
    assert_eq!(house.issuer.fetched(), 2, "junk does not reach the issuer");
    house.get(&new).await.is(200);
}

/// All of them at once.
async fn together<F: Future<Output = Reply>>(calls: impl Iterator<Item = F>) -> Vec<Reply> {
    let mut calls: Vec<_> = calls.map(Box::pin).collect();
    let mut replies: Vec<Option<Reply>> = calls.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (call, reply) in calls.iter_mut().zip(&mut replies) {
            if reply.is_none()
                && let std::task::Poll::Ready(ready) = call.as_mut().poll(context)
            {
                *reply = Some(ready);
            }
        }
        if replies.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    replies.into_iter().flatten().collect()
}

#[tokio::test]
async fn an_outage_stops_nobody_whose_key_is_known_and_it_ends_by_itself() {
    let (first, second) = (key("one"), key("two"));
    let house = House::open(&[&first], restless()).await;
    let (old, new) = (first.sign(&house.issuer.claims()), second.sign(&house.issuer.claims()));
    house.get(&old).await.is(200);
    for mood in [Mood::Status(503), Mood::Gibberish, Mood::Endless, Mood::Redirects] {
        house.issuer.mood(mood);
        house.refreshed().await;
        house.get(&old).await.is(200);
        assert_eq!(house.ready().await.is(200).json["issuer"], json!("outage"));
        let reply = house.get(&new).await.refused(503, "issuer_unavailable");
        assert_eq!(reply.header("retry-after"), "5", "neither accepted nor refused");
        turned_away(house.get(&first.sign(&house.issuer.claims_with(&json!({"exp": 1})))).await, "has expired");
    }
    house.issuer.publish(&[&second]);
    house.issuer.mood(Mood::Well);
    house.refreshed().await;
    house.get(&new).await.is(200);
    turned_away(house.get(&old).await, "not publish");
    assert_eq!(house.kept().standing(), Standing::Reached);
    house.issuer.stop().await;
    house.kept().attempted(house.issuer.discovered() + 3).await;
    assert_eq!(house.kept().standing(), Standing::Outage(Failure::Unreachable));
    house.get(&new).await.is(200);
}

#[tokio::test]
async fn how_old_the_keys_are_is_told_while_the_issuer_is_away_and_a_fetch_makes_them_new() {
    let own = key("one");
    let house = House::open(&[&own], restless()).await;
    house.issuer.mood(Mood::Status(500));
    house.refreshed().await;
    let old = house.kept().age();
    house.refreshed().await;
    assert!(house.kept().age() > old);
    let page = house.world.stranger("").get("/metrics").await.is(200);
    assert!(page.text.contains("\ndsr_login_keys_age_seconds "), "{}", page.text);
    let since = std::time::Instant::now();
    house.issuer.mood(Mood::Well);
    house.refreshed().await;
    assert!(house.kept().age() <= since.elapsed());
}

#[tokio::test]
async fn keys_serve_for_so_long_during_an_outage_and_then_no_call_is_let_in() {
    let own = key("one");
    let house = House::open(&[&own], Pace { keep: Duration::ZERO, ..calm() }).await;
    let token = own.sign(&house.issuer.claims());
    house.get(&token).await.refused(503, "issuer_unavailable");
    house.ready().await.refused(503, "issuer_unavailable");
    assert_eq!(Pace::default().keep, Duration::from_secs(24 * 3600));
}

#[tokio::test]
async fn a_service_starts_without_its_issuer_says_that_it_is_not_ready_and_takes_the_keys_when_they_come() {
    let own = key("one");
    let issuer = TestIssuer::start(&[&own]);
    issuer.mood(Mood::Status(500));
    let house = House::with(issuer, restless(), |_| ()).await;
    let token = own.sign(&house.issuer.claims());
    let reply = house.get(&token).await.refused(503, "issuer_unavailable");
    assert_eq!(reply.header("retry-after"), "5");
    let reply = house.ready().await.refused(503, "issuer_unavailable");
    assert!(reply.json["detail"].as_str().unwrap().contains("answers with status 500"), "{}", reply.text);
    turned_away(house.world.stranger("junk").get(LIST).await, "not a JWT");
    house.issuer.mood(Mood::Well);
    house.refreshed().await;
    house.get(&token).await.is(200);
    assert_eq!(house.ready().await.is(200).json["issuer"], json!("reached"));
}

#[tokio::test]
async fn an_answer_that_cannot_be_trusted_brings_no_keys() {
    let own = key("one");
    let issuer = TestIssuer::start(&[&own]);
    let base = issuer.base.clone();
    let says = |issuer: &str, keys: &str| Mood::Says(json!({"issuer": issuer, "jwks_uri": keys}));
    let keys = format!("{base}/keys");
    let table = [
        (Mood::Status(401), Failure::Status(401)),
        (Mood::Redirects, Failure::Status(302)),
        (Mood::Gibberish, Failure::Unreadable),
        (Mood::Endless, Failure::TooLarge),
        (says("https://login.example.com", &keys), Failure::OtherIssuer),
        (says(&format!("{base}/"), &keys), Failure::OtherIssuer),
        (says(&base, "http://login.example.org/keys"), Failure::UnsafeKeys),
        (says(&base, "file:///etc/passwd"), Failure::UnsafeKeys),
        (says(&base, "keys"), Failure::UnsafeKeys),
        (Mood::Says(json!({"issuer": base})), Failure::Unreadable),
        (Mood::Says(json!([])), Failure::Unreadable),
    ];
    for (mood, failure) in table {
        issuer.mood(mood.clone());
        let kept = Issuer::start(Address::parse(&issuer.base, None).unwrap(), calm()).unwrap();
        kept.attempted(1).await;
        assert_eq!(kept.standing(), Standing::Without(Some(failure)), "{mood:?}");
    }
    issuer.mood(Mood::Well);
    issuer.publish(&[]);
    let kept = Issuer::start(Address::parse(&issuer.base, None).unwrap(), calm()).unwrap();
    kept.attempted(1).await;
    assert_eq!(kept.standing(), Standing::Without(Some(Failure::NoKeys)));
    const { assert!(MAX_DOCUMENT < 300 * 1024, "what the issuer of these tests sends when endless") };
}

#[tokio::test]
async fn the_keys_are_found_where_oauth_has_them_and_without_discovery_where_one_says() {
    let own = key("one");
    let issuer = TestIssuer::start(&[&own]);
    issuer.mood(Mood::OauthOnly);
    let token = own.sign(&issuer.claims());
    assert!(verifier(&issuer, calm(), |_| ()).bearer(&token).await.is_ok());
    assert_eq!((issuer.discovered(), issuer.fetched()), (1, 1));
    let address = Address::parse(&issuer.base, Some(&format!("{}/keys", issuer.base))).unwrap();
    let rules = Rules::new(&issuer.base, AUDIENCE);
    assert!(Verifier::of(Issuer::start(address, calm()).unwrap(), rules).bearer(&token).await.is_ok());
    assert_eq!((issuer.discovered(), issuer.fetched()), (1, 2));
}

#[test]
fn the_pace_follows_the_issuer_within_bounds() {
    let (pace, seconds) = (Pace::default(), Duration::from_secs);
    for (said, after) in
        [(None, 600), (Some(0), 60), (Some(59), 60), (Some(300), 300), (Some(3600), 3600), (Some(86_400), 3600)]
    {
        assert_eq!(pace.after(said.map(seconds)), seconds(after), "{said:?}");
    }
    for (failures, after) in [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (4_000_000_000, 30)] {
        assert_eq!(pace.again(failures), seconds(after), "{failures}");
    }
}

#[tokio::test]
async fn what_the_issuer_says_of_caching_is_heard() {
    let own = key("one");
    let quick = Pace { least: Duration::from_millis(5), ..calm() };
    for (said, heard) in [("max-age=0", true), ("public, max-age=\"0\"", true), ("no-store", true), ("private", false)]
    {
        let issuer = TestIssuer::start(&[&own]);
        issuer.cache_control(said);
        let kept = Issuer::start(Address::parse(&issuer.base, None).unwrap(), quick).unwrap();
        kept.attempted(if heard { 3 } else { 1 }).await;
        assert_eq!(issuer.fetched() >= 3, heard, "{said}");
    }
}

#[test]
fn claims_are_found_under_the_names_the_issuer_gives_them() {
    let place = |text: &str| text.parse::<Place>().unwrap();
    let usual = Mapping::default();
    let keycloak = Mapping { client: place("azp"), scope: place("/resource_access/dsr/roles"), ..Mapping::default() };
    let entra = Mapping {
        subject: place("oid,sub"),
        client: place("azp,appid"),
        organisation: place("extn.org,/extension/org"),
        scope: place("scp,roles"),
        ..Mapping::default()
    };
    let url =
        Mapping { organisation: place("https://login.example.org/org"), prefix: "dsr/".into(), ..Mapping::default() };
    let table = [
        (&usual, json!({"sub": "s", "client_id": "c", "org": "QOQ", "scope": "a b"}), ("s", "c", vec!["a", "b"])),
        (&usual, json!({"sub": "s", "org": ["QOQ"], "scope": ["a", "b"]}), ("s", "s", vec!["a", "b"])),
        (&usual, json!({"sub": "s", "org": "QOQ", "client_id": null}), ("s", "s", vec![])),
        (
            &keycloak,
            json!({"sub": "s", "azp": "c", "org": "QOQ", "scope": "x", "resource_access": {"dsr": {"roles": ["a"]}}}),
            ("s", "c", vec!["a"]),
        ),
        (&keycloak, json!({"sub": "s", "azp": "c", "org": "QOQ", "scope": "x"}), ("s", "c", vec![])),
        (
            &entra,
            json!({"sub": "s", "oid": "o", "appid": "c", "extn.org": ["QOQ"], "roles": ["a"]}),
            ("o", "c", vec!["a"]),
        ),
        (
            &entra,
            json!({"sub": "s", "azp": "c", "extension": {"org": "QOQ"}, "scp": "a", "roles": ["b"]}),
            ("s", "c", vec!["a"]),
        ),
        (&url, json!({"sub": "s", "https://login.example.org/org": "QOQ", "scope": "dsr/a b"}), ("s", "s", vec!["a"])),
    ];
    for (mapping, claims, (subject, client, scopes)) in table {
        let bearer = mapping.bearer(&claims).unwrap_or_else(|why| panic!("{claims}: {why}"));
        assert_eq!((bearer.subject.as_str(), bearer.client.as_str()), (subject, client), "{claims}");
        assert_eq!(
            (bearer.scopes, bearer.organisation.as_str()),
            (scopes.iter().map(ToString::to_string).collect(), "QOQ"),
            "{claims}"
        );
    }
    for text in ["", "scp,", ",", "a b", "o\"rg", "ö"] {
        assert!(text.parse::<Place>().is_err(), "{text}");
    }
    assert!(
        entra.bearer(&json!({"sub": "s", "extension": {"org": 5}})).unwrap_err().contains("extn.org,/extension/org")
    );
}

#[tokio::test]
async fn issuers_that_set_no_typ_are_taken_where_that_is_configured() {
    let own = key("one");
    let house = House::with(TestIssuer::start(&[&own]), calm(), |rules| rules.typ = Typ::Jwt).await;
    for (typ, status) in [
        (Some("JWT"), 200),
        (None, 200),
        (Some("application/at+JWT"), 200),
        (Some("id+jwt"), 401),
        (Some("logout+jwt"), 401),
    ] {
        let mut header = own.header();
        header.typ = typ.map(str::to_owned);
        house.get(&own.sign_with(&header, &house.issuer.claims())).await.is(status);
    }
}
