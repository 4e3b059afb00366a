// Tries every operation that the documentation under /docs/ shows, in its order and as it is prefilled, on the demo register,
// and looks for what a reader needs. See scripts/try-docs.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [binary, pictures] = process.argv.slice(2);
const faults = [];
const fault = (text) => {
    faults.push(text);
    console.log(`  FAULT ${text}`);
};

/** The demo register on a free port; its address, the first token it prints, and how to end it. */
async function demo() {
    const data = mkdtempSync(join(tmpdir(), "dsr-try-docs-"));
    const service = spawn(binary, ["serve", "--demo", "--data-dir", data, "--listen", "127.0.0.1:0", "--log", "warn"], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    let token;
    for await (const line of createInterface({ input: service.stdout })) {
        token ??= line.match(/^eyJ\S+/)?.[0];
        const url = line.match(/^dsr listens on (\S+)/)?.[1];
        if (url) {
            const ended = new Promise((end) => service.once("exit", end));
            const stop = async () => {
                service.kill("SIGTERM");
                await ended;
                rmSync(data, { recursive: true });
            };
            return { url, token, stop };
        }
    }
    throw new Error("the demo did not start");
}

/** Opens the documentation and authorizes with the token. */
async function authorized(page, url, token) {
    await page.goto(`${url}/`, { waitUntil: "networkidle" });
    if (page.url() !== `${url}/docs/`) fault(`/ leads to ${page.url()}`);
    await page.waitForSelector(".opblock");
    await page.click(".auth-wrapper .authorize");
    await page.fill(".auth-container input", token);
    await page.click(".auth-container button.authorize");
    await page.click(".auth-container .btn-done");
}

/** Executes one operation as it stands; answers the status shown and the address of what was made. */
async function executed(page, block) {
    await block.locator(".opblock-summary-control").click();
    const button = block.locator(".try-out__btn");
    if ((await button.count()) && (await button.innerText()) === "Try it out") await button.click();
    const answered = page.waitForResponse((response) => !new URL(response.url()).pathname.startsWith("/docs/"));
    await block.locator("button.execute").click();
    const location = (await (await answered).allHeaders()).location;
    const shown = block.locator(".live-responses-table tbody .response-col_status").first();
    return { status: (await shown.innerText()).trim().split(/\s/)[0], location };
}

async function main() {
    mkdirSync(pictures, { recursive: true });
    const { url, token, stop } = await demo();
    const browser = await chromium.launch({ executablePath: process.env.DSR_CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
    try {
        const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, reducedMotion: "reduce" });
        page.setDefaultTimeout(20_000);
        page.on("request", (request) => {
            const to = request.url();
            if (!to.startsWith(`${url}/`) && !/^(data|blob):/.test(to)) fault(`a request left for ${new URL(to).host}`);
        });
        page.on("pageerror", (error) => fault(`the page fails: ${error.message}`));
        await authorized(page, url, token);
        await page.screenshot({ path: join(pictures, "overview.png"), fullPage: true });

        const contract = await (await fetch(`${url}/openapi.json`)).json();
        const wanted = Object.values(contract.paths).flatMap((item) => Object.values(item)).map((operation) => operation.operationId);
        const tags = contract.tags.map((tag) => tag.name);
        const sections = await page.locator(".opblock-tag-section").all();
        const shownTags = await Promise.all(sections.map((section) => section.locator(".opblock-tag").getAttribute("data-tag")));
        if (shownTags.join() !== tags.join()) fault(`sections are ${shownTags}, the contract has ${tags}`);

        const tried = [];
        for (const [at, section] of sections.entries()) {
            console.log(shownTags[at]);
            const blocks = await section.locator(".opblock").all();
            const writing = section.locator(".opblock-post, .opblock-put");
            const picture = await ((await writing.count()) ? writing.first() : blocks[0]).getAttribute("id");
            for (const block of blocks) {
                const name = await block.getAttribute("id");
                const id = name.split("-").at(-1);
                tried.push(id);
                const { status, location } = await executed(page, block);
                console.log(`  ${status} ${id}`);
                if (!/^2\d\d$/.test(status)) fault(`${id} answers ${status}`);
                if (status === "201") {
                    const made = location && (await fetch(new URL(location, url), { headers: { authorization: `Bearer ${token}` } }));
                    if (made?.status !== 200) fault(`${id}: what was made answers ${made?.status ?? "nothing: there is no Location"}`);
                }
                if (!(await block.locator(".opblock-description").count())) fault(`${id} has no description`);
                if (name === picture) await block.screenshot({ path: join(pictures, `${shownTags[at].toLowerCase()}.png`) });
                await block.locator(".opblock-summary-control").click();
            }
        }
        const missing = wanted.filter((id) => !tried.includes(id));
        if (missing.length) fault(`not shown: ${missing}`);
        console.log(`${tried.length} operations tried, ${faults.length} faults, pictures in ${pictures}`);
    } finally {
        await browser.close();
        await stop();
    }
    process.exitCode = faults.length ? 1 : 0;
}

await main();
