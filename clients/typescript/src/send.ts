/**
 * A local authority's SEND system and two of its cases: it asks what the register may tell of each, and shows its users either
 * the answer or whom to ask. "Unknown" never means that somebody is not on the register.
 *
 *     DSR_URL=http://127.0.0.1:8080 DSR_TOKEN=$(dsr token --org 301 --scope status:read) npm run send
 *
 * The people are fictional: `example.ts` refers the first of them, and nobody knows the second.
 */
import { answered, connect, Refused, type Register, type Schemas } from "./register.js";

const OFFICER = "case-officer-17";

const CASES: Schemas["StatusQuery"][] = [
  { reference: "SEND-2291", nhs_number: "999 300 0019", date_of_birth: "2004-03-08", purpose: "ehc_plan_review" },
  { reference: "SEND-2292", nhs_number: "999 999 9999", date_of_birth: "2011-02-03", purpose: "ehc_needs_assessment" },
];

/** Asks, on behalf of the user who will read the answer. The person may read later that they did. */
async function ask(register: Register, body: Schemas["StatusQuery"]): Promise<Schemas["StatusAnswer"]> {
  const header = { "X-On-Behalf-Of": OFFICER };
  return answered(await register.POST("/v1/status-queries", { params: { header }, body }));
}

/** What the user is shown of somebody. What is not told may be so or not: only the contact can say. */
function told(status: Schemas["Status"]): string {
  const place = [status.on_register ? "on the register" : "not on the register", status.in_hospital ? "in hospital" : "not in hospital"];
  return `${place.join(", ")}, ${status.rag ?? "without a colour"}, next review by ${status.next_review_due_on ?? "no date"}`;
}

function contact(answer: Schemas["StatusAnswer"]): string {
  return answer.contacts.map((area) => area.register_contact?.team ?? area.icb_ods).join(" or ");
}

async function main(): Promise<void> {
  const { DSR_URL: url, DSR_TOKEN: token } = process.env;
  if (!url || !token) throw new Error("DSR_URL and DSR_TOKEN say which register, and as whom");
  const register = connect(url, async () => token);

  for (const query of CASES) {
    const answer = await ask(register, query);
    const shown = answer.status === null ? "the register may not say" : told(answer.status);
    console.log(`${answer.reference}: ${shown}; ask ${contact(answer)}`);
    // A real system keeps answer.receipt with the case: it shows later what was told.
    if (answer.receipt === null) console.warn("the register signs no receipts");
  }
}

main().catch((failure: unknown) => {
  console.error(failure instanceof Refused ? failure.message : failure);
  process.exitCode = 1;
});
