/**
 * An ICB's case-management system and one of its cases: it posts a referral, follows it to acceptance, records an admission
 * and reads the dates by which things have to be done.
 *
 *     DSR_URL=http://127.0.0.1:8080 DSR_TOKEN=$(dsr token) npm start
 *
 * Everything may be run again. Each write's key is made of the case's own number, so that a second run within 24 hours gets
 * the first one's answers; later the register knows the referral by its `client_reference`. The person is fictional.
 */
import { answered, connect, cursor, etag, Refused, type Register, type Schemas } from "./register.js";

const CASE = "CM-2026-000231";

const REFERRAL: Schemas["NewReferral"] = {
  client_reference: CASE,
  received_on: "2026-11-09",
  source: "lead_professional",
  referrer: { name: "Sam Field", role: "Community learning disability nurse", organisation_ods: "RV9" },
  person: {
    nhs_number: "999 300 0019",
    family_name: "Marsh",
    given_name: "Ellis",
    date_of_birth: "2004-03-08",
    conditions: ["autism", "learning_disability"],
    diagnosis_status: "confirmed",
    icb_ods: "QOQ",
    local_authority: "E06000010",
  },
  open_to_health_and_social_care: true,
  mental_health_crisis: { in_crisis: true, narrative: "Two calls to the crisis team in a week." },
  risk_factors: ["admission_considered", "escalating_behaviour_that_challenges"],
  suggested_rag: "amber",
  consents: [
    { scope: "register", status: "given", basis: "self", given_by: "Ellis Marsh", effective_on: "2026-11-06" },
    {
      scope: "information_sharing",
      covers: ["local_authority_send"],
      status: "given",
      basis: "self",
      given_by: "Ellis Marsh",
      effective_on: "2026-11-06",
    },
  ],
};

const ACCEPTANCE: Schemas["Decision"] = {
  outcome: "accepted",
  decided_on: "2026-11-11",
  decided_by: { name: "Pat Moss", role: "DSR lead" },
  rating: {
    rag: "amber",
    rationale: "Crisis contacts rising; admission has been discussed.",
    unmanaged_risk_identified: true,
    risk_factors: ["admission_considered", "escalating_behaviour_that_challenges"],
  },
};

const ADMISSION: Schemas["Admission"] = {
  admitted_on: "2026-11-16",
  urgency: "urgent",
  provider_ods: "RV9",
  ward: "Willow",
  setting: "adult_acute",
  security: "none",
  legal_status: "section_2",
  reasons: ["mental_disorder", "harm_to_self"],
  rationale: "Acute risk to self that could not be held at home.",
  planned_treatment: "Assessment of mood, medication review.",
  intended_outcomes: ["Mood stable for two weeks"],
  out_of_area: false,
  responsible_commissioner: { ods: "QOQ", kind: "icb" },
};

/** Sends the referral; one that the register has from us already is that one. */
async function refer(register: Register): Promise<string> {
  const answer = await register.POST("/v1/referrals", {
    params: { header: { "Idempotency-Key": `${CASE}/referral` } },
    body: REFERRAL,
  });
  if (answer.error?.code === "duplicate_client_reference" && answer.error.existing_id) return answer.error.existing_id;
  const referral = answered(answer);
  for (const warning of referral.warnings) console.warn(`warning: ${warning}`);
  return referral.id;
}

/**
 * The DSR lead's part: read, decide, and say in `If-Match` what was read. If the referral has changed since, 412 `stale`
 * says so: somebody has to look again. Here looking again is reading again, three times at most.
 */
async function decide(register: Register, id: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const read = await register.GET("/v1/referrals/{id}", { params: { path: { id } } });
    if (answered(read).status !== "received") return;
    try {
      const header = { "If-Match": etag(read.response), "Idempotency-Key": `${CASE}/decision` };
      answered(await register.POST("/v1/referrals/{id}/decision", { params: { path: { id }, header }, body: ACCEPTANCE }));
      return;
    } catch (refusal) {
      if (!(refusal instanceof Refused && refusal.problem.code === "stale") || attempt === 3) throw refusal;
    }
  }
}

/** Asks until the referral is decided. `If-None-Match` makes asking cheap: 304 and no body while nothing has changed. */
async function follow(register: Register, id: string): Promise<string> {
  let known: string | undefined;
  for (;;) {
    const header = known === undefined ? {} : { "If-None-Match": known };
    const read = await register.GET("/v1/referrals/{id}", { params: { path: { id }, header } });
    if (read.response.status !== 304) {
      const referral = answered(read);
      known = etag(read.response);
      if (referral.status === "accepted" && referral.person_id !== null) return referral.person_id;
      if (["declined", "withdrawn", "duplicate"].includes(referral.status)) throw new Error(`the referral is ${referral.status}`);
    }
    await new Promise((done) => setTimeout(done, 60_000));
  }
}

/** Records the admission, unless the person is in hospital already. */
async function admit(register: Register, id: string): Promise<Schemas["Spell"]> {
  const spells = answered(await register.GET("/v1/people/{id}/admissions", { params: { path: { id } } }));
  const current = spells.data.find((spell) => spell.discharged_on === null);
  if (current) return current;
  const header = { "Idempotency-Key": `${CASE}/admission/${ADMISSION.admitted_on}` };
  return answered(await register.POST("/v1/people/{id}/admissions", { params: { path: { id }, header }, body: ADMISSION }));
}

/** Every duty that has not ended, page by page. */
async function* duties(register: Register, id: string): AsyncGenerator<Schemas["Deadline"]> {
  let at: string | undefined;
  do {
    const query = at === undefined ? {} : { cursor: at };
    const page = answered(await register.GET("/v1/people/{id}/deadlines", { params: { path: { id }, query } }));
    yield* page.data.filter((duty) => duty.status === "upcoming" || duty.status === "overdue");
    at = cursor(page);
  } while (at !== undefined);
}

async function main(): Promise<void> {
  const { DSR_URL: url, DSR_TOKEN: token } = process.env;
  if (!url || !token) throw new Error("DSR_URL and DSR_TOKEN say which register, and as whom");
  const register = connect(url, async () => token);

  const referral = await refer(register);
  await decide(register, referral);
  const person = await follow(register, referral);
  const spell = await admit(register, person);
  console.log(`admitted ${spell.admitted_on}`);
  for await (const duty of duties(register, person)) {
    const why = duty.explanation.binding;
    console.log(`${duty.duty} ${duty.force} by ${duty.due_on ?? "no date"}, ${duty.status}: ${why?.arithmetic} (${why?.source})`);
  }
}

main().catch((failure: unknown) => {
  console.error(failure instanceof Refused ? failure.message : failure);
  process.exitCode = 1;
});
