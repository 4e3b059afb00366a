/**
 * A connection to the register: typed by the contract, with a fresh token for every call, patient where waiting helps, and
 * with every fault of a refused call in one error. Copy this file; nothing in it is about one journey.
 */
import createClient, { type Client, type Middleware } from "openapi-fetch";
import type { components, paths } from "./contract.js";

export type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];
export type Register = Client<paths>;

/** How often a call is made before its failure is the caller's, and the longest wait between two of them. */
const ATTEMPTS = 6;
const LONGEST_WAIT_MS = 60_000;

/** The service ends a request itself after 30 seconds (`--request-timeout`); a caller that waits longer hears how. */
const TIMEOUT_MS = 40_000;

/**
 * Connects to a register. `token` is asked before every call, so that it can renew what is about to expire; with an OpenID
 * issuer it is the place for the client credentials grant.
 */
export function connect(baseUrl: string, token: () => Promise<string>): Register {
  const authorised: Middleware = {
    async onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${await token()}`);
      return request;
    },
  };
  const register = createClient<paths>({ baseUrl, fetch: patient });
  register.use(authorised);
  return register;
}

/**
 * `fetch` that tries again when that is safe. 429 says that nothing was done, so any call may be repeated. After a 503 or a
 * broken connection nobody knows, so only a read is repeated, or a write whose `Idempotency-Key` makes a second one harmless.
 */
async function patient(request: Request): Promise<Response> {
  const harmless = request.method === "GET" || request.headers.has("Idempotency-Key");
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt === ATTEMPTS;
    try {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const response = await fetch(request.clone(), { signal });
      if (last || !(response.status === 429 || (response.status === 503 && harmless))) return response;
      await response.body?.cancel();
      await wait(response.headers.get("Retry-After"), attempt);
    } catch (failure) {
      if (last || !harmless || request.signal.aborted) throw failure;
      await wait(null, attempt);
    }
  }
}

/** Waits as long as the service asks for, or ever longer where it says nothing; a little more, so that clients spread out. */
async function wait(retryAfter: string | null, attempt: number): Promise<void> {
  const asked = retryAfter === null ? 2 ** (attempt - 1) : Number(retryAfter);
  const seconds = Number.isFinite(asked) ? asked : 1;
  const spread = 250 * Math.random();
  await new Promise((done) => setTimeout(done, Math.min(seconds * 1000, LONGEST_WAIT_MS) + spread));
}

/**
 * A call that the register refused. The message holds every fault, where it is and what to do about it. It repeats no value
 * that was sent, so it may be logged; `problem.instance` names the request in the service's own log.
 */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    const faults = (problem.errors ?? []).map((fault) => `\n  ${fault.pointer || "(whole)"} ${fault.code}: ${fault.message}`);
    super(`${problem.status} ${problem.code}: ${problem.detail}${faults.join("")}\n  ${problem.instance}`);
    this.name = "Refused";
  }
}

/** What a call answered; throws `Refused` where it is a problem. */
export function answered<T>(answer: { data?: T; error?: unknown; response: Response }): NonNullable<T> {
  if (answer.data !== undefined && answer.data !== null) return answer.data;
  if (isProblem(answer.error)) throw new Refused(answer.error);
  throw new Error(`${answer.response.status} without a problem: this is not the register, or a proxy stands before it`);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "code" in error && "detail" in error && "instance" in error;
}

/** The version that was read, for `If-Match` and `If-None-Match`. */
export function etag(response: Response): string {
  const tag = response.headers.get("ETag");
  if (tag === null) throw new Error("an answer without ETag: does a proxy remove it?");
  return tag;
}

/** The cursor of the page after this one; undefined on the last. */
export function cursor(page: { next: string | null }): string | undefined {
  return page.next === null ? undefined : (new URL(page.next, "http://register").searchParams.get("cursor") ?? undefined);
}
