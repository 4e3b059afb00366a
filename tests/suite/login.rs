//! Who may call at all: tokens that do not hold, scopes that do not suffice, and the order of checks.

use crate::support::contract::{Operation, UNKNOWN, operations};
use crate::support::people::{acceptance, rating, referral, walked, with};
use crate::support::{Caller, Reply, World, stories};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use dsr::app;
use dsr::clock::Clock;
use dsr::http::auth::Scope;
use dsr::login::{Rules, Verifier};
use dsr::serving::Serving;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const ISSUER: &str = "https://login.example.org";
const AUDIENCE: &str = "https://dsr.example.org";

/// An issuer of one's own, with the register that trusts it.
struct Issuer {
    signing: EncodingKey,
    public: Vec<u8>,
}

impl Issuer {
    fn new() -> Self {
        let pair = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new()).unwrap();
        let public = Ed25519KeyPair::from_pkcs8(pair.as_ref()).unwrap().public_key().as_ref().to_vec();
        Self { signing: EncodingKey::from_ed_der(pair.as_ref()), public }
    }

    /// The same register behind a door that this issuer keeps.
    fn door(&self, world: &mut World) {
        let verifier =
            Verifier::new(DecodingKey::from_ed_der(&self.public), vec![Algorithm::EdDSA], Rules::new(ISSUER, AUDIENCE));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        world.base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(
            app::server(
                app::Service::new(world.store.clone(), verifier),
                listener,
                Serving::default(),
                std::future::pending(),
            )
            .unwrap(),
        );
    }

    fn sign(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &self.signing).unwrap()
    }
}

fn header(typ: &str) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(typ.to_owned());
    header
}

fn claims() -> Value {
    let now = Clock::system().now().timestamp();
    let scope = Scope::ALL.iter().map(|s| s.code()).collect::<Vec<_>>().join(" ");
    json!({"iss": ISSUER, "aud": AUDIENCE, "sub": "pat", "client_id": "register-app", "org": "QOQ", "scope": scope,
        "iat": now, "nbf": now, "exp": now + 600})
}

/// A 401 with its challenge and no word about any record.
#[track_caller]
fn turned_away(reply: Reply, why: &str) {
    assert_eq!(reply.status.as_u16(), 401, "{why}: {}", reply.text);
    let reply = reply.refused(401, "unauthenticated");
    assert!(reply.header("www-authenticate").starts_with("Bearer"), "{why}");
    assert!(reply.json["errors"].is_null() && reply.json["existing_id"].is_null(), "{why}: {}", reply.text);
    assert!(reply.headers.get("etag").is_none() && reply.headers.get("location").is_none(), "{why}");
}

fn every_scope_but(scope: &str) -> Vec<Scope> {
    Scope::ALL.iter().copied().filter(|s| s.code() != scope).collect()
}

fn guarded(operations: Vec<Operation>) -> Vec<(Operation, String)> {
    operations.into_iter().filter_map(|o| o.scope.clone().map(|scope| (o, scope))).collect()
}

stories! {
    async fn a_token_that_does_not_hold_opens_nothing(world: World) {
        let robin = world.icb().robin().await;
        let (mut world, issuer, stranger) = (world, Issuer::new(), Issuer::new());
        issuer.door(&mut world);
        let now = Clock::system().now().timestamp();
        let good = |changes: Value| {
            let mut claims = claims();
            for (name, value) in changes.as_object().unwrap() {
                if value.is_null() { claims.as_object_mut().unwrap().remove(name); } else { claims[name] = value.clone(); }
            }
            claims
        };
        let at = header("at+jwt");
        world.stranger(&issuer.sign(&at, &claims())).get(&robin).await.is(200);
        let whole = issuer.sign(&at, &claims());
        let payload = whole.split('.').nth(1).unwrap();
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{payload}.");
        let mut shared = Header::new(Algorithm::HS256);
        shared.typ = Some("at+jwt".into());
        let confused = encode(&shared, &claims(), &EncodingKey::from_secret(&issuer.public)).unwrap();
        let (head, _) = whole.rsplit_once('.').unwrap();
        let other_payload = issuer.sign(&at, &good(json!({"org": "QXX"})));
        let other_signature = other_payload.rsplit('.').next().unwrap();
        let table = [
            ("expired", issuer.sign(&at, &good(json!({"iat": now - 7200, "nbf": now - 7200, "exp": now - 3600})))),
            ("expired a minute ago", issuer.sign(&at, &good(json!({"exp": now - 60})))),
            ("not valid yet", issuer.sign(&at, &good(json!({"nbf": now + 3600, "exp": now + 7200})))),
            ("never expires", issuer.sign(&at, &good(json!({"exp": null})))),
            ("wrong audience", issuer.sign(&at, &good(json!({"aud": "https://payroll.example.org"})))),
            ("no audience", issuer.sign(&at, &good(json!({"aud": null})))),
            ("wrong issuer", issuer.sign(&at, &good(json!({"iss": "https://login.example.com"})))),
            ("no issuer", issuer.sign(&at, &good(json!({"iss": null})))),
            ("wrong key", stranger.sign(&at, &claims())),
            ("an ID token", issuer.sign(&header("id+jwt"), &claims())),
            ("a logout token", issuer.sign(&header("logout+jwt"), &claims())),
            ("no organisation", issuer.sign(&at, &good(json!({"org": null})))),
            ("no ODS code", issuer.sign(&at, &good(json!({"org": "the ICB"})))),
            ("an organisation that is a list", issuer.sign(&at, &good(json!({"org": ["QOQ", "QXX"]})))),
            ("no subject", issuer.sign(&at, &good(json!({"sub": null})))),
            ("an empty client", issuer.sign(&at, &good(json!({"client_id": ""})))),
            ("a client with a line break", issuer.sign(&at, &good(json!({"client_id": "a\nb"})))),
            ("unsigned", unsigned),
            ("the public key as a shared secret", confused),
            ("another token's signature", format!("{head}.{other_signature}")),
            ("cut", head.to_owned()),
            ("no JWT", "CANARY".to_owned()),
            ("an endless text", "a".repeat(7000)),
        ];
        for (why, token) in table {
            let caller = world.stranger(&token);
            turned_away(caller.get(&robin).await, why);
            turned_away(caller.post("/v1/referrals", &referral(2)).await, why);
        }
        for scheme in ["Basic cGF0OnNlY3JldA==", "Digest x", "Bearer", "Bearer ", "bearer\t", "Token x"] {
            turned_away(world.stranger("").send(Method::GET, &robin, &[("authorization", scheme)], None).await, scheme);
        }
        turned_away(world.stranger("").get(&robin).await, "no token");
        world.stranger("").send(Method::GET, &robin, &[("authorization", &format!("bearer {whole}"))], None).await.is(200);
        assert_eq!(world.stranger(&whole).all("/v1/referrals").await.len(), 1, "nothing was written");
    }

    async fn the_keys_of_an_issuer_are_asymmetric(world: World) {
        for text in ["", "secret", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            assert!(Verifier::from_pem(text.as_bytes(), Rules::new(ISSUER, AUDIENCE)).is_err());
        }
        assert!(format!("{:?}", world.key.verifier()).len() < 20, "keys are not printed");
    }

    async fn every_operation_asks_for_the_scope_its_contract_names(world: World) {
        let robin = crate::support::people::last(&world.icb().robin().await);
        let asked: BTreeSet<String> = guarded(walked()).into_iter().map(|(_, scope)| scope).collect();
        let all: BTreeSet<String> = Scope::ALL.iter().map(|scope| scope.code().to_owned()).collect();
        assert!(asked.is_subset(&all), "{asked:?}");
        for new in ["people:write", "visits:write", "support:write"] {
            assert!(asked.contains(new), "no operation asks for {new}");
        }
        for (operation, scope) in guarded(walked()) {
            let path = operation.at(&[("id", robin.as_str())]);
            let nobody = operation.call(&world.stranger(""), &path, &[]).await;
            turned_away(nobody, &operation.id);
            let wrong = world.caller_with("QOQ", &every_scope_but(&scope));
            let reply = operation.call(&wrong, &path, &[]).await.refused(403, "insufficient_scope");
            assert!(reply.json["detail"].as_str().unwrap().contains(&format!("'{scope}'")), "{}", reply.text);
            assert!(reply.header("www-authenticate").contains(&format!("scope=\"{scope}\"")));
            let none = world.caller_with("QOQ", &[]);
            operation.call(&none, &path, &[]).await.refused(403, "insufficient_scope");
        }
        for (operation, scope) in guarded(walked()) {
            let right = world.caller_with("QOQ", &[Scope::from_code(&scope).unwrap()]);
            let reply = operation.call(&right, &operation.at(&[]), &[("x-on-behalf-of", "n.pine")]).await;
            if operation.of_a_record() {
                reply.refused(404, "not_found");
            } else {
                let code = reply.json["code"].as_str().unwrap_or_default();
                let fine = matches!(reply.status.as_u16(), 200 | 201 | 202 | 422 | 428) || ["duplicate_client_reference", "not_named"].contains(&code)
                    || (operation.id == "break_glass" && code == "not_found");
                assert!(fine, "{}: {}", operation.id, reply.text);
            }
        }
    }

    async fn only_the_service_about_itself_asks_for_no_token(world: World) {
        let nobody = world.stranger("");
        for operation in operations() {
            assert_eq!(operation.scope.is_none(), operation.tag == "Service", "{}", operation.id);
            if operation.scope.is_none() {
                operation.call(&nobody, &operation.at(&[("code", "stale")]), &[]).await.is(200);
            } else {
                assert!(Scope::from_code(operation.scope.as_deref().unwrap()).is_some(), "{} asks for an unknown scope", operation.id);
            }
        }
    }

    async fn checks_come_in_one_order(world: World) {
        let icb = world.icb();
        let robin = icb.robin().await;
        let (mine, unknown) = (format!("{robin}/ratings"), format!("/v1/people/{UNKNOWN}/ratings"));
        let (bad_shape, breaks_rule) = (json!({"rag": "purple"}).to_string(), rating("blue", "2025-12-15").to_string());
        let narrow = world.caller_with("QOQ", &every_scope_but("ratings:write"));
        let send = async |caller: &Caller<'_>, path: &str, headers: &[(&str, &str)], body: &str| caller.send(Method::POST, path, headers, Some(body.to_owned())).await;
        turned_away(send(&world.stranger(""), &unknown, &[("content-type", "text/plain"), ("idempotency-key", "two words")], "{").await, "401 first");
        send(&narrow, &unknown, &[("content-type", "text/plain")], "{").await.refused(403, "insufficient_scope");
        send(&icb, &unknown, &[], "{").await.refused(400, "malformed_json");
        send(&icb, &unknown, &[("content-type", "text/plain")], "{").await.refused(415, "unsupported_media_type");
        send(&icb, &unknown, &[], &bad_shape).await.refused(422, "invalid_request");
        send(&icb, &unknown, &[], &format!("{}{}", " ".repeat(1024 * 1024), breaks_rule)).await.refused(413, "body_too_large");
        send(&icb, &unknown, &[], &breaks_rule).await.refused(404, "not_found");
        send(&icb, &unknown, &[("if-match", "\"99.w\"")], &breaks_rule).await.refused(404, "not_found");
        send(&icb, &mine, &[], &breaks_rule).await.refused(428, "precondition_required");
        send(&icb, &mine, &[("if-match", "\"99.w\"")], &breaks_rule).await.refused(412, "stale");
        send(&icb, &mine, &[("if-match", "*")], &breaks_rule).await.refused(409, "rule_not_met");
        let future = rating("red", "2026-11-23").to_string();
        send(&icb, &mine, &[("if-match", "*")], &future).await.refused(422, "invalid_request");
        send(&icb, &mine, &[], &future).await.refused(428, "precondition_required");
        // Referrals likewise, for whom they are not addressed to.
        let address = icb.post("/v1/referrals", &referral(2)).await.is(201).header("location");
        let decision = with(&acceptance(), [("/rating/rag", json!("blue"))]).to_string();
        let other = world.caller("QXX");
        send(&other, &format!("{address}/decision"), &[], "{").await.refused(400, "malformed_json");
        send(&other, &format!("{address}/decision"), &[], &decision).await.refused(404, "not_found");
        send(&icb, &format!("{address}/decision"), &[], &decision).await.refused(428, "precondition_required");
    }
}
