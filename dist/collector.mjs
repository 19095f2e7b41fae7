#!/usr/bin/env node
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { createServer } from 'node:http';
import Fastify from 'fastify';
import { randomBytes, createHash, hash, timingSafeEqual, randomInt, scrypt } from 'node:crypto';
import { isIPv6, isIP } from 'node:net';
import cookie from '@fastify/cookie';
import { Readable } from 'node:stream';
import proxyAddress from '@fastify/proxy-addr';
import { pino } from 'pino';
import { readFileSync, statSync, readdirSync, existsSync, openSync, fsyncSync, closeSync, rmSync } from 'node:fs';
import { promisify, parseArgs } from 'node:util';
import { gzip, brotliCompress, constants } from 'node:zlib';
import Database from 'libsql';

/** Random bytes of a token: nobody guesses one, so guesses need no limit. */
const TOKEN_BYTES = 24;
/** Tokens that there may be at once. */
const MAX_TOKENS = 200;
/** Tokens in the store, as hashes: who reads the file cannot use them. */
const createAccessTokens = (store) => {
    const read = () => JSON.parse(store.setting("tokens") ?? "[]");
    const keep = (tokens) => store.saveSetting("tokens", JSON.stringify(tokens));
    return {
        all: () => read().map(withoutHash),
        create(name, site, created) {
            const token = randomBytes(TOKEN_BYTES).toString("base64url");
            const entry = { id: randomBytes(6).toString("hex"), name, site: site ?? null, created };
            keep([...read(), { ...entry, hash: hashOf(token) }]);
            return { ...entry, token };
        },
        revoke(id) {
            const tokens = read();
            const others = tokens.filter((token) => token.id !== id);
            if (others.length < tokens.length)
                keep(others);
            return others.length < tokens.length;
        },
        find(token) {
            const hash = hashOf(token);
            const found = read().find((one) => one.hash === hash);
            return found && withoutHash(found);
        },
    };
};
const hashOf = (token) => createHash("sha256").update(token).digest("base64url");
const withoutHash = ({ id, name, site, created }) => ({ id, name, site, created });

/** Addresses that are told apart in one window; further ones pass uncounted, so that a flood cannot fill the memory. */
const MAX_ADDRESSES = 100000;
/**
 * @param most times in one window
 * @param windowSeconds after it everything is forgotten at once; nothing is kept for longer
 */
const createAddressLimit = (most, windowSeconds) => {
    // The key lives and dies with the process: what is in memory cannot be turned back into an address elsewhere.
    const key = randomBytes(32).toString("hex");
    const spent = new Map();
    let end = 0;
    const hashOf = (address = "") => hash("sha256", key + networkOf(address), "base64").slice(0, 16);
    const startWindow = (now) => {
        if (now < end && end - now <= windowSeconds * 1000)
            return;
        end = now + windowSeconds * 1000;
        spent.clear();
    };
    return {
        spend(address, now) {
            startWindow(now);
            const name = hashOf(address);
            const count = (spent.get(name) ?? 0) + 1;
            if (count > 1 || spent.size < MAX_ADDRESSES)
                spent.set(name, count);
            return most - count;
        },
        clear(address) {
            spent.delete(hashOf(address));
        },
        secondsLeft(now) {
            return Math.max(1, Math.ceil((end - now) / 1000));
        },
    };
};
/** What one customer of a provider has: an IPv4 address, or the first 64 bits of an IPv6 address (RFC 6177). */
const networkOf = (address) => {
    if (!address.includes(":"))
        return address;
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
    if (mapped !== undefined)
        return mapped;
    if (!isIPv6(address))
        return address;
    const [head = "", tail] = address.toLowerCase().split("::");
    const front = head === "" ? [] : head.split(":");
    const back = tail ? tail.split(":") : [];
    const gap = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
    return [...front, ...Array(gap).fill("0"), ...back]
        .slice(0, 4)
        .map((group) => group.replace(/^0+(?=.)/, ""))
        .join(":");
};

/** An answer that says what is wrong. */
const problem$1 = (reply, status, message) => reply.code(status).send({ message });

/** An object with these properties and no others. */
const object = (properties, optional = []) => ({
    type: "object",
    additionalProperties: false,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
});
/** One of the declared sites, by its name. */
const SITE = { type: "string", description: "one of the declared sites" };
/** A day of the site's zone. */
const DATE = { type: "string", format: "date", description: "a date as YYYY-MM-DD" };
/** Some days of a site. */
const SITE_AND_DAYS = { site: SITE, from: DATE, to: DATE };
/** Steps of the chart of a report. */
const BUCKET = {
    type: "string",
    enum: ["hour", "day", "week", "month"],
    description: "hour (up to 32 days), day, week or month",
};
/** Rows of each list. */
const TOP = {
    type: "string",
    pattern: "^[1-9]\\d{0,3}$",
    description: "a number of rows from 1 to 9999",
};
/** Says where, what was expected and what was found. */
const messageOfSchemaError = ({ instancePath, keyword, params, parentSchema, data }) => {
    const path = instancePath.slice(1).replaceAll("/", ".");
    const { missingProperty, additionalProperty } = params;
    const schema = parentSchema;
    if (keyword === "required" && missingProperty !== undefined) {
        const expected = schema.properties?.[missingProperty]?.description ?? "a value";
        return problemOf([path, missingProperty].filter(Boolean).join("."), expected, undefined);
    }
    if (keyword === "additionalProperties") {
        const known = Object.keys(schema.properties ?? {}).join(", ");
        return `${[path, additionalProperty].filter(Boolean).join(".")}: expected no such key; known are ${known}`;
    }
    return problemOf(path || "body", schema.description ?? String(schema.type ?? "another value"), data);
};
/** `where: expected what, found what`, with at most 100 characters of what was found. */
const problemOf = (where, expected, found) => `${where}: expected ${expected}, found ${JSON.stringify(found)?.slice(0, 100) ?? "nothing"}`;

/** Cost of scrypt: 32 MiB and about a tenth of a second for each guess (RFC 7914, OWASP's second choice). */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** What is kept of a password: `scrypt:N:r:p:salt:hash`, so that the cost can be raised later. */
const hashPassword = async (password) => {
    const salt = randomBytes(SALT_BYTES);
    const hash = await derive(password, salt, COST);
    return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64"), hash.toString("base64")].join(":");
};
/** Whether a password is the one that was hashed, in a time that does not depend on how much of it is right. */
const isPassword = async (password, kept) => {
    const [, N, r, p, salt = "", hash = ""] = kept.split(":");
    const wanted = Buffer.from(hash, "base64");
    const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: COST.maxmem };
    return timingSafeEqual(await derive(password, Buffer.from(salt, "base64"), cost), wanted);
};
/** Letters and digits that nobody confuses when reading them aloud. */
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
/** A password of 100 random bits: four groups of five. */
const makePassword = () => Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join("")).join("-");
const derive = (password, salt, cost) => new Promise((resolve, reject) => {
    // The same password can be typed in composed and in decomposed letters.
    scrypt(password.normalize("NFC"), salt, HASH_BYTES, cost, (error, hash) => (error ? reject(error) : resolve(hash)));
});

/** Seconds that a login lasts: a working day. */
const SESSION_SECONDS = 12 * 3600;
/** Wrong passwords that one address may try in {@link ATTEMPT_SECONDS}. */
const MAX_ATTEMPTS = 5;
const ATTEMPT_SECONDS = 15 * 60;
/** Passwords that may wait to be checked; each costs 32 MiB and a tenth of a second, one after the other. */
const MAX_WAITING = 20;
/** Longest password that is checked, in characters. */
const MAX_PASSWORD_LENGTH = 1000;
/**
 * Makes sure that there is a password.
 * @param given replaces the one that is kept
 * @returns the password that was made, if there was none
 */
const settlePassword = async (store, given) => {
    const kept = store.setting("password");
    if (given !== undefined) {
        if (kept === undefined || !(await isPassword(given, kept)))
            store.saveSetting("password", await hashPassword(given));
        return undefined;
    }
    if (kept !== undefined)
        return undefined;
    const made = makePassword();
    store.saveSetting("password", await hashPassword(made));
    return made;
};
/** Login against the password that the store keeps. */
const createAuth = (store) => {
    /** Hash of each session's token to its end, epoch milliseconds: who reads the memory cannot log in with it. */
    const sessions = new Map();
    const attempts = createAddressLimit(MAX_ATTEMPTS, ATTEMPT_SECONDS);
    let checked = Promise.resolve();
    let waiting = 0;
    const check = async (password) => {
        waiting += 1;
        const result = checked.then(() => isPassword(password, store.setting("password") ?? ""));
        checked = result.catch(() => { });
        return result.finally(() => {
            waiting -= 1;
        });
    };
    return {
        async login(password, address, now) {
            if (waiting >= MAX_WAITING)
                return { retryAfterSeconds: 10 };
            // Spent before the check, or a hundred guesses at once would all find an attempt left.
            const attemptsLeft = attempts.spend(address, now);
            if (attemptsLeft < 0)
                return { retryAfterSeconds: attempts.secondsLeft(now) };
            const readable = typeof password === "string" && password.length <= MAX_PASSWORD_LENGTH;
            if (!readable || !(await check(password)))
                return { attemptsLeft };
            attempts.clear(address);
            for (const [hash, end] of sessions)
                if (end <= now)
                    sessions.delete(hash);
            const token = randomBytes(32).toString("base64url");
            sessions.set(hashToken(token), now + SESSION_SECONDS * 1000);
            return { token };
        },
        isLoggedIn: (token, now) => token !== undefined && (sessions.get(hashToken(token)) ?? 0) > now,
        logout: (token) => {
            if (token !== undefined)
                sessions.delete(hashToken(token));
        },
    };
};
const hashToken = (token) => createHash("sha256").update(token).digest("base64");

/**
 * The OpenAPI description of these routes.
 * @see https://spec.openapis.org/oas/v3.1.0
 */
const describeRoutes = (routes) => {
    const paths = {};
    for (const { method, url, schema } of routes) {
        const path = url.replace(/:(\w+)/g, "{$1}");
        const body = schema.body ?? schema.describedBody;
        paths[path] ?? (paths[path] = {});
        paths[path][method.toLowerCase()] = {
            summary: schema.summary ?? "",
            parameters: [...parametersOf("path", schema.params), ...parametersOf("query", schema.querystring)],
            ...(body ? { requestBody: { required: true, content: { "application/json": { schema: body } } } } : {}),
            responses: {
                "2XX": { description: "what was asked for" },
                "4XX": { description: "a message that says where, what was expected and what was found" },
            },
        };
    }
    return {
        openapi: "3.1.0",
        info: { title: "Kivok collector", version: "1" },
        security: [{ session: [] }, { token: [] }],
        components: {
            securitySchemes: {
                session: { type: "apiKey", in: "cookie", name: "kivok_session" },
                token: { type: "http", scheme: "bearer" },
            },
        },
        paths,
    };
};
const parametersOf = (place, schema) => Object.entries(schema?.properties ?? {}).map(([name, own]) => ({
    name,
    in: place,
    required: place === "path" || schema?.required?.includes(name) === true,
    schema: own,
}));

/** Lists of a report. Pages, entries, exits: paths. Countries: ISO 3166-1 alpha-2. Languages: primary tags. */
const DIMENSIONS = [
    "page",
    "entry",
    "exit",
    "source",
    "campaign",
    "country",
    "language",
    "screen",
    "browser",
    "system",
    "count",
];
/** Dimensions by which unique visitors are counted, too: where a visit came from, and on what. */
const VISITOR_DIMENSIONS = ["source", "campaign", "country", "screen"];

/** Longest gap that is told apart; it stands for all longer ones. */
const MAX_GAP = 32;
/** Highest step that is told apart. */
const MAX_STEP = 99;
const DAY_MILLISECONDS$2 = 86400000;
/**
 * Days since 1970-01-01 of the calendar day that a moment falls on in a zone.
 * @param now epoch milliseconds, UTC
 * @param timeZone IANA name; one that the runtime does not know counts as UTC
 */
const dayNumber = (now, timeZone = "UTC") => {
    try {
        // The Swedish calendar date is written as ISO 8601 writes it, in every runtime.
        now = Date.parse(Intl.DateTimeFormat("sv", { timeZone }).format(now));
    }
    catch {
        // Not known here.
    }
    return Math.floor(now / DAY_MILLISECONDS$2);
};

const HOUR_MILLISECONDS = 3600000;
const DAY_MILLISECONDS$1 = 86400000;
/** Every zone's offset is a whole number of quarter-hours, so a day can begin only at one of them. */
const QUARTER_MILLISECONDS = 900000;
/** Day number as `YYYY-MM-DD`. */
const isoDate = (day) => new Date(day * DAY_MILLISECONDS$1).toISOString().slice(0, 10);
/** Day number of a date written exactly as `YYYY-MM-DD`; `undefined` for anything else, such as February 30. */
const parseIsoDate = (text) => {
    if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text))
        return undefined;
    const day = Date.parse(text) / DAY_MILLISECONDS$1;
    // `Date.parse` takes February 30 for March 1 in some runtimes.
    return Number.isInteger(day) && isoDate(day) === text ? day : undefined;
};
/** By zone, of which there are as many as the sites have: making a format takes a hundred times as long as using it. */
const zoneFormats = new Map();
const formatsOf = (timeZone) => {
    const known = zoneFormats.get(timeZone);
    if (known)
        return known;
    const made = {
        // The Swedish date is that of ISO 8601, as in `dayNumber`.
        date: new Intl.DateTimeFormat("sv", { timeZone }),
        hour: new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" }),
    };
    zoneFormats.set(timeZone, made);
    return made;
};
/** The same as `dayNumber`, for a zone of a site, which the runtime knows. */
const dayAt = (now, timeZone) => Date.parse(formatsOf(timeZone).date.format(now)) / DAY_MILLISECONDS$1;
/**
 * A faster `dayNumber` for one zone: it asks the calendar once per quarter-hour, in between the day cannot change.
 * @returns epoch milliseconds to day number
 */
const createDayClock = (timeZone) => {
    let quarter = Number.NaN;
    let day = 0;
    return (now) => {
        const current = Math.floor(now / QUARTER_MILLISECONDS);
        if (current !== quarter) {
            quarter = current;
            day = dayNumber(now, timeZone);
        }
        return day;
    };
};
/**
 * Epoch milliseconds at which a day of a zone begins. A day that the zone skipped (Samoa had no 2011-12-30) begins
 * and ends at the same moment.
 */
const startOfDay = (day, timeZone) => {
    // Zones are at most 14 hours ahead of UTC and 12 behind, which bounds the search; day numbers never run backwards.
    let before = (day * DAY_MILLISECONDS$1) / QUARTER_MILLISECONDS - 4 * 15;
    let reached = before + 4 * 28;
    while (reached - before > 1) {
        const middle = Math.floor((before + reached) / 2);
        if (dayAt(middle * QUARTER_MILLISECONDS, timeZone) >= day)
            reached = middle;
        else
            before = middle;
    }
    return reached * QUARTER_MILLISECONDS;
};
/** UTC hours (since 1970-01-01) of a zone's day in order, each with the local hour in which its part of the day begins. */
const hoursOfDay = (day, timeZone) => {
    const start = startOfDay(day, timeZone);
    const end = startOfDay(day + 1, timeZone);
    const { hour: format } = formatsOf(timeZone);
    const hours = [];
    for (let hour = Math.floor(start / HOUR_MILLISECONDS); hour * HOUR_MILLISECONDS < end; hour++) {
        hours.push({ hour, local: Number(format.format(Math.max(hour * HOUR_MILLISECONDS, start))) });
    }
    return hours;
};

/** Longest path, referrer or campaign value that a beacon carries, in characters. */
const MAX_TEXT_LENGTH = 200;
/**
 * Whether a text could identify a person, an order or a session: an e-mail address, six or more digits (a phone number,
 * also with separators), a UUID or another long hexadecimal number, or a token of 16 or more letters, digits and `_`
 * without a break in which a letter meets a digit (`World_War_2_battles` is none). The date in front of a title
 * (`2026-11-23-new-hall`) is none, but one that stands alone, or behind a name, could be a birth date. Punycode
 * (`xn--80aesfpebagmfblc0a.xn--p1ai`) looks like a token and is a name.
 */
const isIdentifying = (text) => {
    try {
        text = decodeURIComponent(text).replace(/^20\d\d-\d\d-\d\d(?=-\D)/, "");
    }
    catch {
        // No percent-encoding of UTF-8: read as it is.
    }
    // `%40` as text: links in e-mails are often encoded twice.
    return /@|＠|%40|[\da-f]{8}-?[\da-f]{4}|(?<!xn--[\w-]*)(?=\w*(\d[a-z]|[a-z]\d))\w{16}|(\p{Nd}[^\p{L}]*){6}/iu.test(text);
};
/**
 * The path as it is counted: each segment that could identify somebody is replaced by `*`. The browser and the
 * collector run the same code, so a path that was cleaned once stays as it is.
 * @param path `location.pathname`, with a leading slash
 */
const scrubPath = (path) => {
    const cleaned = path.replace(/[^/]+/g, (segment) => (isIdentifying(segment) ? "*" : segment));
    // Too long: ends before a percent-encoded word that would be cut, and is read again as it then ends.
    return cleaned[MAX_TEXT_LENGTH] ? scrubPath(cleaned.slice(0, MAX_TEXT_LENGTH).replace(/(%..)*(%.?)?$/, "")) : cleaned;
};
/** A campaign value or host, cleaned and bounded; empty if it could identify somebody. */
const scrubValue = (value) => (isIdentifying(value) ? "" : value.slice(0, MAX_TEXT_LENGTH));
const bareHost = (host) => host.replace(/^www\./, "");
/** A host as it is counted: without `www.`, cleaned; empty if it could identify somebody. */
const scrubHost = (host) => scrubValue(bareHost(host));
/**
 * What is counted of a referrer: its host; empty for none and for the site's own host, also by its other name: one that
 * answers with and without `www.` sends its visitors from one to the other.
 * @param host host name of the referrer without its port, in lower case
 * @param ownHost the site's
 */
const referrerHost = (host, ownHost) => bareHost(host) === bareHost(ownHost) ? "" : scrubHost(host);

/** The gaps of a dimension. */
const gapsOf = (dimension) => `${dimension}gap`;
/** By name, each the dimension whose values it has. */
const GAP_DIMENSIONS = new Map(VISITOR_DIMENSIONS.map((dimension) => [gapsOf(dimension), dimension]));
/** Characters before the value: two digits and a space. */
const START = 3;
/** A gap and a value of a dimension as the value of one counter, as increments and exports have it: `05 example.org`. */
const gapValue = (gap, value) => `${String(gap).padStart(2, "0")} ${value}`;
/** The value without its gap. */
const valueIn = (gapped) => gapped.slice(START);
/** The gap without its value. */
const gapIn = (gapped) => Number(gapped.slice(0, START - 1));
/**
 * Adds the gaps of a day, or of a block of days, to those of a longer block, as if they had been counted on its first day: then
 * a gap says by how many days a range may begin before the block, and this is still the browser's first day in it. What
 * is no longer than the way there was in the block before. Gap 0, a browser without memory, always counts.
 * @param sum changed in place
 * @param away days between the first day of the block and that of the gaps
 */
const addGaps = (sum, gaps, away) => {
    for (const [gap, count] of gaps.entries()) {
        if (gap > 0 && gap <= away)
            continue;
        const moved = gap === 0 ? 0 : gap - away;
        while (sum.length <= moved)
            sum.push(0);
        sum[moved] = (sum[moved] ?? 0) + count;
    }
};
/**
 * Browsers whose first day in a range it is.
 * @param before days of the range before the day or block
 */
const visitorsIn = (gaps, before) => gaps.reduce((sum, count, gap) => (gap === 0 || gap > before ? sum + count : sum), 0);

/** Version of the export's format. */
const EXPORT_VERSION = 1;
/** A pair is a source and a path; nothing that is counted is longer. */
const MAX_VALUE_LENGTH = 2 * MAX_TEXT_LENGTH + 1;
/** Every counter as JSON, with the names of its columns. */
const formatExport = ({ name, timeZone }, { counters, totals, gaps }) => JSON.stringify({ kivok: EXPORT_VERSION, site: name, timeZone, columns: COLUMNS, counters, totals, gaps });
const COLUMNS = {
    counters: ["dimension", "day", "value", "count", "second"],
    totals: ["day", "hour", "views", "visits", "bounces", "seconds"],
    gaps: ["day", "hour", "gap", "count"],
};
/**
 * Reads an export.
 * @param body the parsed JSON
 * @returns its counters, or the first thing that is wrong: where, expected, found
 */
const parseExport = (body) => {
    const { kivok, counters, totals, gaps } = (body ?? {});
    if (kivok !== EXPORT_VERSION)
        return { issue: problemOf("kivok", `an export of version ${EXPORT_VERSION}`, kivok) };
    const issue = issueIn("counters", counters, isCounter) ??
        issueIn("totals", totals, (row) => isRow(row, 6)) ??
        issueIn("gaps", gaps, (row) => isRow(row, 4) && Number(row[2]) >= 0 && Number(row[2]) <= MAX_GAP);
    return issue === undefined ? { counters, totals, gaps } : { issue };
};
const issueIn = (name, rows, isGood) => {
    if (!Array.isArray(rows))
        return problemOf(name, "a list of rows", rows);
    const seen = new Set();
    for (const [index, row] of rows.entries()) {
        const where = `${name}[${index}]`;
        if (!Array.isArray(row) || !isGood(row))
            return problemOf(where, `[${COLUMNS[name].join(", ")}]`, row);
        const key = JSON.stringify(row.slice(0, name === "totals" ? 2 : 3));
        if (seen.has(key))
            return problemOf(where, "each counter once", row);
        seen.add(key);
    }
    return undefined;
};
const isRow = (row, length) => row.length === length && row.every(Number.isSafeInteger) && isDay(row[0]);
const isDay = (day) => Number(day) >= 0 && Number(day) <= 100000;
/** A gap of two digits, 00 to 32, and what was counted with it. */
const GAP_VALUE = /^(?:[0-2]\d|3[0-2]) /;
const isCounter = ([dimension, day, value, count, second, ...more]) => more.length === 0 &&
    typeof dimension === "string" &&
    /^[a-z]{1,20}$/.test(dimension) &&
    typeof value === "string" &&
    value.length <= MAX_VALUE_LENGTH &&
    (!GAP_DIMENSIONS.has(dimension) || GAP_VALUE.test(value)) &&
    [day, count, second].every(Number.isSafeInteger) &&
    isDay(day);

/** Milliseconds in which a page has to be there. */
const PATIENCE_MILLISECONDS = 5000;
/** Bytes of a page that are looked at: the tag belongs to its beginning. */
const MAX_PAGE_BYTES = 512 * 1024;
/** Redirects that are followed, each only to another origin of the same site. */
const MAX_REDIRECTS = 3;
/**
 * Fetches the first page of a site, as a stranger would get it, so that the owner can see whether the tag is there.
 * @param origins of the site; nothing else is ever asked
 * @returns the page, or in one sentence why there is none
 */
const fetchPage = async (origins) => {
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    let issue = "the site has no origin";
    for (const origin of origins) {
        const found = await fetchFrom(`${origin}/`, origins, signal);
        if (!("issue" in found))
            return found;
        issue = found.issue;
    }
    return { issue };
};
const fetchFrom = async (first, origins, signal) => {
    let url = first;
    try {
        for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            const answer = await fetch(url, { signal, redirect: "manual", headers: { Accept: "text/html" } });
            const location = answer.headers.get("location");
            if (answer.status < 300 || answer.status >= 400 || location === null)
                return await readPage(url, answer);
            await answer.body?.cancel();
            url = new URL(location, url).href;
            if (!origins.includes(new URL(url).origin))
                return { issue: `${first} leads to ${new URL(url).origin}, which is no origin of the site` };
        }
        return { issue: `${first} leads on more than ${MAX_REDIRECTS} times` };
    }
    catch (error) {
        const { name, cause } = error;
        return {
            issue: `${url} does not answer (${name === "TimeoutError" ? "too slow" : (cause?.code ?? name ?? "unknown")})`,
        };
    }
};
const readPage = async (url, answer) => {
    const chunks = [];
    let size = 0;
    for await (const chunk of answer.body ?? []) {
        chunks.push(chunk);
        size += chunk.length;
        // Leaving the loop ends the download.
        if (size >= MAX_PAGE_BYTES)
            break;
    }
    return {
        url,
        status: answer.status,
        html: Buffer.concat(chunks).subarray(0, MAX_PAGE_BYTES).toString("utf8"),
        policy: answer.headers.get("content-security-policy") ?? "",
    };
};

/** `k` of a report: rows with fewer counts are not shown one by one, because they could be about one person. */
const FEW = 3;
/**
 * Orders rows, largest first, and folds the small ones. If what was folded is itself fewer than `few`, the next
 * smallest row joins it, or the total would give it away.
 * @param few a row with fewer counts is folded @default 3
 */
const foldRows = (rows, few = FEW) => {
    const sorted = [...rows].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    let shown = sorted.filter(({ count }) => count >= few).length;
    if (shown === sorted.length)
        return { rows: sorted, few: null };
    if (shown > 0 && sumOf(sorted.slice(shown)) < few)
        shown -= 1;
    const folded = sorted.slice(shown);
    return { rows: sorted.slice(0, shown), few: { rows: folded.length, count: sumOf(folded) } };
};
/** Keeps the first so many rows, and adds up the others. */
const cutRows = (list, top = Number.POSITIVE_INFINITY) => {
    if (list.rows.length <= top)
        return list;
    const others = list.rows.slice(top);
    return { ...list, rows: list.rows.slice(0, top), rest: { rows: others.length, count: sumOf(others) } };
};
const sumOf = (rows) => rows.reduce((sum, { count }) => sum + count, 0);

/** Sources and entry pages that the table has; more could not be read. */
const SOURCES = 8;
const ENTRIES = 6;
/**
 * The pairs of the largest sources and entry pages. A cell under k is not shown; and since the sums of sources and of
 * entry pages are known, what is hidden of one source or one page must be k or more together, or a difference would give
 * it away: then the next smallest cell is hidden too.
 */
const foldPairs = (values, k) => {
    const cells = [];
    for (const { dimension, value, count } of values) {
        const space = value.indexOf(" ");
        if (dimension !== "pair" || count <= 0 || space < 0)
            continue;
        cells.push({ source: value.slice(0, space), entry: value.slice(space + 1), count, isShown: count >= k });
    }
    hideMore(cells, k);
    const sources = largest$1(cells, ({ source }) => source, SOURCES);
    const entries = largest$1(cells, ({ entry }) => entry, ENTRIES);
    return cells
        .filter(({ source, entry }) => sources.includes(source) && entries.includes(entry))
        .sort((a, b) => sources.indexOf(a.source) - sources.indexOf(b.source) || entries.indexOf(a.entry) - entries.indexOf(b.entry))
        .map(({ source, entry, count, isShown }) => ({ source, entry, count: isShown ? count : null }));
};
/** Hides cells until no line and no column hides fewer than k. */
const hideMore = (cells, k) => {
    const lines = [...groupBy(cells, ({ source }) => `s ${source}`), ...groupBy(cells, ({ entry }) => `e ${entry}`)];
    let again = true;
    while (again) {
        again = false;
        for (const line of lines) {
            const hidden = line.filter(({ isShown }) => !isShown).reduce((sum, { count }) => sum + count, 0);
            if (hidden === 0 || hidden >= k)
                continue;
            const next = line.filter(({ isShown }) => isShown).sort((a, b) => a.count - b.count)[0];
            // All of the line is hidden already: its own sum is under k, and its row in the list is folded.
            if (next === undefined)
                continue;
            next.isShown = false;
            again = true;
        }
    }
};
const groupBy = (cells, nameOf) => {
    const groups = new Map();
    for (const cell of cells) {
        const group = groups.get(nameOf(cell));
        if (group)
            group.push(cell);
        else
            groups.set(nameOf(cell), [cell]);
    }
    return [...groups.values()];
};
/** The names with the largest sums of what is shown, largest first. */
const largest$1 = (cells, nameOf, most) => {
    const sums = new Map();
    for (const cell of cells)
        if (cell.isShown)
            sums.set(nameOf(cell), (sums.get(nameOf(cell)) ?? 0) + cell.count);
    return [...sums]
        .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
        .slice(0, most)
        .map(([name]) => name);
};

/** Name of the second number of a row, where a dimension has one. */
const SECOND = { page: "seconds", entry: "bounces" };
/**
 * A report as CSV (RFC 4180): one number a line, with its dimension, value and measure, so that a spreadsheet can turn it
 * any way. Small groups are folded as in the report.
 */
const reportAsCsv = ({ buckets, bucket, lists, decisions, refused }) => {
    const lines = [["dimension", "value", "measure", "number"]];
    for (const { at, ...numbers } of buckets)
        for (const [measure, number] of Object.entries(numbers))
            lines.push([bucket, at, measure, number]);
    for (const dimension of DIMENSIONS) {
        const { rows, few, rest } = lists[dimension];
        const add = ({ value, count, second, visitors }) => {
            lines.push([dimension, value, "count", count]);
            if (second !== undefined)
                lines.push([dimension, value, SECOND[dimension] ?? "second", second]);
            if (typeof visitors === "number")
                lines.push([dimension, value, "visitors", visitors]);
        };
        for (const row of rows)
            add(row);
        if (rest)
            add({ value: `(rest: ${rest.rows} rows)`, count: rest.count });
        if (few)
            add({ value: `(few: ${few.rows} rows)`, count: few.count });
    }
    for (const { granted, count } of decisions?.groups ?? [])
        lines.push(["decision", granted.join(" or "), "count", count]);
    for (const [reason, count] of Object.entries(refused))
        lines.push(["refused", reason, "count", count]);
    return lines.map((line) => `${line.map(field).join(",")}\r\n`).join("");
};
/** Spreadsheets take what begins with these signs for a formula, and a campaign is written by anybody. */
const FORMULA = /^[=+\-@\t\r]/;
const field = (value) => {
    if (typeof value === "number")
        return String(value);
    const text = FORMULA.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Version of the wire format. The collector accepts this one and the one before. */
const BEACON_VERSION = 1;
/** Largest body that the collector reads, in bytes. */
const MAX_BEACON_BYTES = 4096;
/** Longest visible time that one beacon counts, in seconds: a day. More counts as a day. */
const MAX_SECONDS = 86400;
/** Properties that a custom count may have. */
const MAX_PROPERTIES = 5;
/** Longest name of a property, and longest value that an owner may declare, in characters. */
const MAX_PROPERTY_LENGTH = 64;
const PROPERTY_NAME = /^[\w.-]{1,64}$/;
/** Names that can be counted. */
const COUNT_NAME = /^[\w.-]{1,64}$/;
/** How much of the optional categories a decision granted. */
const SHARES_GRANTED = ["all", "some", "none"];
/** Why the collector refuses a beacon: the closed list of C3, as the `Kivok-Refused` response header spells it. */
const DROP_REASONS = [
    "unknown-site",
    "malformed",
    "too-large",
    "too-old",
    "too-early",
    "bot",
    "over-limit",
];

/** How the decisions may be told apart, the most telling way first. */
const WAYS = [
    [["all"], ["some"], ["none"]],
    // The consent rate stays known.
    [["all", "some"], ["none"]],
    [["all"], ["some", "none"]],
    [["all", "some", "none"]],
];
/**
 * Tells the decisions apart as far as each group has k of them, or none. The groups add up to the total, so none can be
 * calculated from a difference.
 * @returns `null` for fewer than k decisions in all
 */
const foldDecisions = (values, k) => {
    const of = (share) => values.reduce((sum, { value, count }) => (value === share ? sum + Math.max(0, count) : sum), 0);
    const sumOf = (group) => group.reduce((sum, share) => sum + of(share), 0);
    const total = sumOf(SHARES_GRANTED);
    if (total < Math.max(k, 1))
        return null;
    const groups = WAYS.find((way) => way.every((group) => sumOf(group) === 0 || sumOf(group) >= k)) ?? [];
    const isRateKnown = groups.some((group) => group.length === 1 && group[0] === "none");
    return {
        total,
        agreed: isRateKnown ? total - of("none") : null,
        groups: groups.map((granted) => ({ granted, count: sumOf(granted) })),
    };
};

/**
 * The hours of one day by the site's clock: 23 when summer time begins, and the hour that comes twice in autumn is one.
 * What arrived late, or from a clock that is ahead, counts in the nearest hour of its day.
 */
const hourCounts = (store, { name, timeZone }, day) => {
    const hours = hoursOfDay(day, timeZone);
    const byHour = new Map(hours.map(({ local }) => [local, { sums: [], gaps: emptyHistogram() }]));
    const nearest = (utcHour) => {
        const found = hours.find(({ hour }) => hour >= utcHour) ?? hours.at(-1);
        return found && byHour.get(found.local);
    };
    for (const [hour, sums] of store.hourSums(name, day))
        nearest(hour)?.sums.push(sums);
    for (const [hour, histogram] of store.gapsByHour(name, day)) {
        const gaps = nearest(hour)?.gaps;
        if (gaps)
            addHistogram(gaps, histogram);
    }
    return [...byHour].map(([hour, counts]) => ({ hour, ...counts }));
};
/** The hour of the site's clock, as {@link hourCounts} names it: in a zone with half-hours, the one that began last. */
const hourAt = (now, day, { timeZone }) => hoursOfDay(day, timeZone).find(({ hour }) => hour === Math.floor(now / HOUR_MILLISECONDS))?.local ?? 0;
/** No first views at all. */
const emptyHistogram = () => Array(MAX_GAP + 1).fill(0);
/** Adds one histogram to another, in place. */
const addHistogram = (sum, histogram) => {
    for (const [gap, count] of histogram.entries())
        sum[gap] = (sum[gap] ?? 0) + count;
};

/**
 * Visitors that may be counted more than once, at most. Safari and every browser on iOS forget after seven days without
 * a visit: they have fewer gaps over seven than the rest, and what is missing came as new. Among browsers that forget,
 * that share of their first views of a day is the bound.
 * @param values of the range
 * @param k fewer first views of either kind tell nothing
 */
const overCountOf = (values, k) => {
    const counts = new Map();
    for (const { dimension, value, count } of values)
        if (dimension === "forgets")
            counts.set(value, count);
    const of = (kind) => {
        const long = counts.get(`${kind} long`) ?? 0;
        return { long, all: long + (counts.get(kind) ?? 0) };
    };
    const [safari, rest] = [of("safari"), of("rest")];
    if (safari.all < k || rest.all < k)
        return null;
    return Math.max(0, Math.round((rest.long / rest.all - safari.long / safari.all) * safari.all));
};

/**
 * Puts the unique visitors into the rows of a folded list. Fewer than k are not shown, and those of folded rows never are.
 * As the sum of all rows may be known, what is hidden must be k visitors or more together, or a difference would give it
 * away: then the next smallest number is hidden too.
 * @param visitors by value, also of values that are no rows
 */
const foldVisitors = (list, visitors, k) => {
    const of = (value) => visitors.get(value) ?? 0;
    const shown = list.rows.map(({ value }) => value).filter((value) => of(value) >= k);
    const all = [...visitors.values()].reduce((sum, count) => sum + count, 0);
    const hidden = all - shown.reduce((sum, value) => sum + of(value), 0);
    shown.sort((one, other) => of(other) - of(one));
    if (hidden > 0 && hidden < k)
        shown.pop();
    const isShown = new Set(shown);
    return {
        ...list,
        rows: list.rows.map((row) => ({ ...row, visitors: isShown.has(row.value) ? of(row.value) : null })),
    };
};

/** Visitors by source and the like; `undefined` if the range begins before the collector counted them. */
const visitorsOf = (store, site, from, to) => {
    const since = store.firstDayOfVisitors(site);
    // On their first day some may have come before; unless it is the first day of all.
    const isCounted = since !== undefined && (from > since || store.firstDay(site) === since);
    return isCounted ? store.visitors(site, from, to) : undefined;
};
/** Dimensions whose second number means something: seconds of pages, bounces of entries. */
const HAS_SECOND = new Set(["page", "entry"]);
/** Lists of a report, folded; rows of some have visitors, if those are known. */
const listsOf = (values, visitors, k, top) => {
    const rows = new Map(DIMENSIONS.map((dimension) => [dimension, []]));
    for (const { dimension, value, count, second } of values) {
        // An exit that was taken back, or seconds of a page whose view was refused.
        if (count <= 0)
            continue;
        const most = dimension === "entry" ? count : Number.POSITIVE_INFINITY;
        const row = HAS_SECOND.has(dimension)
            ? { value, count, second: Math.min(Math.max(second, 0), most) }
            : { value, count };
        rows.get(dimension)?.push(row);
    }
    const known = visitors ?? new Map();
    const lists = DIMENSIONS.map((dimension) => {
        const folded = foldRows(rows.get(dimension) ?? [], k);
        const own = known.get(dimension);
        return [dimension, cutRows(own ? foldVisitors(folded, own, k) : folded, top)];
    });
    return Object.fromEntries(lists);
};
/** Refusals of the site, and those that named no declared site: there is one owner, who looks for them here. */
const refusedOf = (values) => {
    const refused = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0]));
    for (const { dimension, value, count } of values)
        if (dimension === "refused")
            refused[value] = (refused[value] ?? 0) + count;
    return refused;
};

/** Longest retention, in days: a century. */
const MAX_RETENTION_DAYS = 36500;
/** Largest k: more would hide what a small site looks for. */
const MAX_K = 100;
/** Name under which refusals are counted that belong to no declared site; no site can be called so. */
const UNKNOWN_SITE = "(unknown)";
/**
 * Reads one site of the settings: `name[=origin,origin…][@IANA/Zone]`.
 * Without origins, both schemes of the name are meant, with and without `www.`. Without a zone, UTC.
 * @returns the site, or what is wrong with it: where, expected, found
 */
const parseSite = (text) => {
    const [, name = "", given, timeZone = "UTC"] = /^([^=@]*)(?:=([^@]*))?(?:@(.*))?$/.exec(text.trim()) ?? [];
    const origins = given?.split(",").map((origin) => origin.trim());
    return createSite(name, { timeZone, ...(origins ? { origins } : {}) }, text);
};
/**
 * A site with its defaults.
 * @param written how the site was written, for the issue
 */
const createSite = (name, { origins = defaultOrigins(name), timeZone = "UTC", ...more }, written = name) => {
    const found = `found ${JSON.stringify(written)}`;
    if (!isSiteName(name))
        return { issue: `site: expected a host such as example.org, ${found}` };
    if (!isTimeZone$1(timeZone))
        return {
            issue: `site ${name}: expected an IANA time zone${written === name ? `, found ${JSON.stringify(timeZone)}` : ` after @, ${found}`}`,
        };
    const wrong = origins.find((origin) => !isOrigin(origin));
    if (wrong !== undefined)
        return { issue: `site ${name}: expected an origin such as https://${name}, found ${JSON.stringify(wrong)}` };
    return { name, origins, timeZone, ...more };
};
/** Whether a beacon could name a site so. */
const isSiteName = (text) => /^[\w.-]+(:\d{1,5})?$/.test(text) && text.length <= 200;
/** Both schemes of a name, with and without `www.`. */
const defaultOrigins = (name) => ["https://", "http://", "https://www.", "http://www."].map((start) => start + name).filter(isOrigin);
/** An origin is written in one way only, so that the `Origin` header can be compared as text. */
const isOrigin = (text) => {
    try {
        return /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
    }
    catch {
        return false;
    }
};
/** Whether the runtime knows a zone by this name. */
const isTimeZone$1 = (text) => {
    try {
        return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
    }
    catch {
        return false;
    }
};

/**
 * Counts each browser once, on its first active day within the range: that is the day whose gap reaches back to
 * before the range began. So visitors of a..b are the sum over d of N[d][gap > d − a] and N[d][0], the browsers
 * without memory. A gap of 32 stands for 32 days or more: from the 33rd day on it cannot be told whether such a
 * browser was there before, so the low bound leaves it out and the high bound counts it.
 * @param gaps of these days at least
 * @param from first day of the range, a day number
 * @param to last day, included
 */
const uniqueVisitors = (gaps, from, to) => {
    let low = 0;
    let high = 0;
    for (let day = from; day <= to; day++) {
        for (const [gap, count] of gaps.get(day)?.entries() ?? []) {
            const isFirst = gap === 0 || gap > day - from;
            if (isFirst)
                low += count;
            if (isFirst || gap === MAX_GAP)
                high += count;
        }
    }
    return { low, high };
};
/** First views by gap: index 0 is a first visit, 1 to 31 days, 32 longer. */
const gapHistogram = (gaps, from, to) => {
    const histogram = emptyHistogram();
    for (let day = from; day <= to; day++)
        addHistogram(histogram, gaps.get(day) ?? []);
    return histogram;
};

/** Longest range in days that is drawn by days; longer ones are drawn by weeks. */
const MAX_DAYS_BY_DAY = 92;
/**
 * A site's report.
 * @param from first day, a day number in the site's zone
 * @param to last day, included
 * @param now epoch milliseconds, UTC
 */
const buildReport = (store, site, from, to, now, wishes = {}) => {
    const { name, timeZone } = site;
    const length = to - from + 1;
    const earlier = from - length;
    const today = dayAt(now, timeZone);
    const hour = hourAt(now, today, site);
    const bucket = wishes.bucket ?? (length === 1 ? "hour" : length <= MAX_DAYS_BY_DAY ? "day" : "week");
    const k = site.k ?? FEW;
    const since = store.firstDay(name);
    const values = store.values(name, from, to);
    const counted = { gaps: store.gaps(name, earlier, to), sums: store.daySums(name, earlier, to) };
    const bucketsOf = (own, first, end) => bucket === "hour" ? hourBuckets(store, site, first, end) : dayBuckets(own, first, end.day, bucket);
    const end = since !== undefined && since <= earlier ? comparableEnd(from, to, today, hour) : undefined;
    const before = end && cutAfter(counted, store, site, end);
    const ownEnd = end && { ...end, day: end.day + length };
    return {
        site: name,
        timeZone,
        from: isoDate(from),
        to: isoDate(to),
        today: isoDate(today),
        hour,
        since: since === undefined ? null : isoDate(since),
        k,
        totals: totalsOf(counted, from, to),
        before: end && before ? totalsOf(before, earlier, end.day) : null,
        comparable: ownEnd ? totalsOf(cutAfter(counted, store, site, ownEnd), from, ownEnd.day) : null,
        bucket,
        buckets: bucketsOf(counted, from, { day: to }),
        bucketsBefore: end && before ? bucketsOf(before, earlier, end) : [],
        gaps: gapHistogram(counted.gaps, from, to),
        lists: listsOf(values, visitorsOf(store, name, from, to), k, wishes.top),
        overCount: overCountOf(values, k),
        decisions: foldDecisions(store.decisions(name, from, to), k),
        decisionsBefore: foldDecisions(store.decisions(name, earlier, from - 1), k),
        refused: refusedOf([...values, ...store.values(UNKNOWN_SITE, from, to)]),
    };
};
/**
 * Where the period before a range ends: the day before the range, or if today lies within it, as far into the period as
 * today is into the range. `undefined` if nothing of the range has passed that could be compared.
 */
const comparableEnd = (from, to, today, hour) => {
    if (today > to)
        return { day: from - 1 };
    const first = from - (to - from + 1);
    const day = first + (today - from);
    const end = hour > 0 ? { day, hour } : { day: day - 1 };
    return end.day < first ? undefined : end;
};
/** The same counts, without what came at the end's hour of its last day or later. */
const cutAfter = (counted, store, site, { day, hour }) => {
    if (hour === undefined)
        return counted;
    const gaps = emptyHistogram();
    const sums = [];
    for (const counts of hourCounts(store, site, day)) {
        if (counts.hour >= hour)
            continue;
        addHistogram(gaps, counts.gaps);
        sums.push(...counts.sums);
    }
    return { gaps: new Map([...counted.gaps, [day, gaps]]), sums: new Map([...counted.sums, [day, addUp(sums)]]) };
};
const NONE = { views: 0, visits: 0, bounces: 0, seconds: 0 };
const addUp = (sums) => {
    const sum = { views: 0, visits: 0, bounces: 0, seconds: 0 };
    for (const { views, visits, bounces, seconds } of sums) {
        sum.views += views;
        sum.visits += visits;
        sum.bounces += bounces;
        sum.seconds += seconds;
    }
    return sum;
};
/** A visit's second page takes its bounce back, perhaps in the next hour or after the entry's beacon was lost. */
const withinVisits = (sums) => ({
    ...sums,
    bounces: Math.min(Math.max(sums.bounces, 0), sums.visits),
});
const totalsOf = ({ gaps, sums }, from, to) => {
    const { low, high } = uniqueVisitors(gaps, from, to);
    const own = [];
    for (let day = from; day <= to; day++)
        own.push(sums.get(day) ?? NONE);
    return { visitors: low, visitorsHigh: high, ...withinVisits(addUp(own)) };
};
/** Buckets of some days, the last one shorter where the range ends. Each counts its own visitors once. */
const dayBuckets = (counted, from, to, bucket) => {
    const buckets = [];
    let day = from;
    while (day <= to) {
        const next = bucket === "month" ? monthAfter(day) : day + (bucket === "week" ? 7 : 1);
        buckets.push({ at: isoDate(day), ...totalsOf(counted, day, Math.min(next - 1, to)) });
        day = next;
    }
    return buckets;
};
/** First day of the calendar month after a day's. */
const monthAfter = (day) => {
    const date = new Date(day * DAY_MILLISECONDS$1);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / DAY_MILLISECONDS$1;
};
const hourBuckets = (store, site, from, end) => {
    const buckets = [];
    for (let day = from; day <= end.day; day++) {
        for (const { hour, sums, gaps } of hourCounts(store, site, day)) {
            if (day === end.day && end.hour !== undefined && hour >= end.hour)
                continue;
            const visitors = gaps.reduce((sum, count) => sum + count, 0);
            const at = `${isoDate(day)}T${String(hour).padStart(2, "0")}`;
            buckets.push({ at, visitors, visitorsHigh: visitors, ...withinVisits(addUp(sums)) });
        }
    }
    return buckets;
};

/** Longest range of one report, in days: ten years. */
const MAX_RANGE_DAYS = 3660;
/** Longest range that is drawn by hours. */
const MAX_DAYS_BY_HOUR = 32;
const REPORT = object({ ...SITE_AND_DAYS, bucket: BUCKET, top: TOP }, ["bucket", "top"]);
/** What every viewer may read, each only of the sites that are theirs. */
const serveReports = (app, { sites, store, live, now }, viewerOf) => {
    const visible = (request) => {
        const { site } = viewerOf(request);
        return sites.all().filter(({ name }) => site === null || site === name);
    };
    const siteOf = (request) => visible(request).find(({ name }) => name === request.query.site);
    const report = (request, reply) => {
        const days = readDays(siteOf(request), request.query);
        if (typeof days === "string")
            return problem$1(reply, 400, days);
        const { bucket, top } = request.query;
        if (bucket === "hour" && days.to - days.from >= MAX_DAYS_BY_HOUR)
            return problem$1(reply, 400, problemOf("bucket", `hour for at most ${MAX_DAYS_BY_HOUR} days`, bucket));
        const start = performance.now();
        const built = buildReport(store, days.site, days.from, days.to, now(), {
            ...(bucket === undefined ? {} : { bucket: bucket }),
            ...(top === undefined ? {} : { top: Number(top) }),
        });
        reply.header("Server-Timing", `report;dur=${(performance.now() - start).toFixed(1)}`);
        return built;
    };
    app.get("/sites", { schema: { summary: "The sites that may be read" } }, async (request) => visible(request).map(({ name, timeZone }) => ({ site: name, timeZone })));
    app.get("/report", { schema: { summary: "A site's report", querystring: REPORT } }, async (request, reply) => report(request, reply));
    app.get("/pairs", { schema: { summary: "Sources by entry page, for the largest of both", querystring: object(SITE_AND_DAYS) } }, async (request, reply) => {
        const days = readDays(siteOf(request), request.query);
        if (typeof days === "string")
            return problem$1(reply, 400, days);
        return foldPairs(store.pairs(days.site.name, days.from, days.to), days.site.k ?? FEW);
    });
    app.get("/report.csv", { schema: { summary: "The same report as a table for spreadsheets", querystring: REPORT } }, async (request, reply) => {
        const built = report(request, reply);
        if (!("totals" in built))
            return built;
        const name = `${built.site.replace(/[^\w.-]/g, "_")}-${built.from}-${built.to}.csv`;
        return reply
            .header("Content-Type", "text/csv; charset=utf-8")
            .header("Content-Disposition", `attachment; filename="${name}"`)
            .send(reportAsCsv(built));
    });
    app.get("/live", { schema: { summary: "The last 30 minutes of a site", querystring: object({ site: SITE }) } }, async (request, reply) => {
        const site = siteOf(request);
        if (site === undefined)
            return problem$1(reply, 400, unknownSite(request.query.site));
        return live.read(site.name, now(), site.k);
    });
};
/** @returns the days, or what is wrong with them */
const readDays = (site, asked) => {
    const from = parseIsoDate(asked.from);
    const to = parseIsoDate(asked.to);
    if (site === undefined)
        return unknownSite(asked.site);
    if (from === undefined)
        return problemOf("from", "a date as YYYY-MM-DD", asked.from);
    if (to === undefined)
        return problemOf("to", "a date as YYYY-MM-DD", asked.to);
    if (to < from)
        return problemOf("to", "a date not before from", asked.to);
    if (to - from >= MAX_RANGE_DAYS)
        return problemOf("to", `at most ${MAX_RANGE_DAYS} days`, asked.to);
    return { site, from, to };
};
/** Of a site that is not declared, or not theirs. */
const unknownSite = (found) => problemOf("site", "one of the declared sites", found);

/** A year of a large site's counters is some tens of megabytes. */
const MAX_IMPORT_BYTES = 256 * 1024 * 1024;
const NAME = { type: "string", minLength: 1, maxLength: 100, description: "a name of 1 to 100 characters" };
const SITE_BODY = object({
    origins: {
        type: "array",
        minItems: 1,
        maxItems: 50,
        description: "1 to 50 origins",
        items: { type: "string", maxLength: 300, description: "an origin such as https://example.org" },
    },
    timeZone: { type: "string", maxLength: 100, description: "an IANA time zone" },
    retentionDays: {
        type: "integer",
        minimum: 0,
        maximum: MAX_RETENTION_DAYS,
        description: `a number of days from 0 to ${MAX_RETENTION_DAYS}`,
    },
    k: { type: "integer", minimum: 1, maximum: MAX_K, description: `a number from 1 to ${MAX_K}` },
});
const ONE_SITE = object({ site: SITE });
/** What the owner alone may do: settings, tokens, deletions, export and import. Every change is an audit line. */
const serveOwner = (app, { sites, tokens, audit, store, now }) => {
    const settings = () => ({ sites: sites.all().map(settingsOf), tokens: tokens.all() });
    app.get("/settings", { schema: { summary: "Sites and tokens" } }, async () => settings());
    app.put("/sites/:site", { schema: { summary: "Declares a site, or changes it", params: ONE_SITE, body: SITE_BODY } }, async ({ params, body }, reply) => {
        const wrong = issueOf(params.site, body);
        if (wrong !== undefined)
            return problem$1(reply, 400, wrong);
        sites.save({ name: params.site, ...body });
        audit("site saved", { site: params.site });
        return settings();
    });
    app.get("/page", { schema: { summary: "The first page of a site, for a look at its tag", querystring: ONE_SITE } }, async ({ query }, reply) => {
        const site = sites.find(query.site ?? "");
        if (site === undefined)
            return problem$1(reply, 400, unknownSite(query.site));
        const page = await fetchPage(site.origins);
        return "issue" in page ? problem$1(reply, 502, page.issue) : page;
    });
    app.delete("/sites/:site", { schema: { summary: "Deletes a site with all that was counted for it", params: ONE_SITE } }, async ({ params: { site } }, reply) => {
        if (sites.find(site) === undefined)
            return problem$1(reply, 404, unknownSite(site));
        store.remove(site, 0, Number.MAX_SAFE_INTEGER);
        sites.remove(site);
        for (const token of tokens.all())
            if (token.site === site)
                tokens.revoke(token.id);
        audit("site deleted", { site });
        return settings();
    });
    app.delete("/counters", { schema: { summary: "Deletes all that was counted on some days", querystring: object(SITE_AND_DAYS) } }, async ({ query }, reply) => {
        const days = readDays(sites.find(query.site ?? ""), query);
        if (typeof days === "string")
            return problem$1(reply, 400, days);
        const { site, from, to } = days;
        const removed = store.remove(site.name, from, to);
        audit("days deleted", { site: site.name, from: isoDate(from), to: isoDate(to) });
        return { removed };
    });
    app.delete("/values", {
        schema: {
            summary: "Deletes one value on every day; a path is deleted as page, entry and exit",
            querystring: object({
                site: SITE,
                dimension: { type: "string", enum: DIMENSIONS, description: `one of ${DIMENSIONS.join(", ")}` },
                value: { type: "string", maxLength: 1000, description: "a value as the report shows it" },
            }),
        },
    }, async ({ query: { site = "", dimension = "", value = "" } }, reply) => {
        if (sites.find(site) === undefined)
            return problem$1(reply, 400, unknownSite(site));
        const counters = store.removeValue(site, dimension, value);
        // The value itself is what the owner wants to be gone: it is not written into the log.
        audit("value deleted", { site, dimension, counters });
        return { counters };
    });
    app.post("/tokens", {
        schema: {
            summary: "Makes a token that reads the reports of one site, or of all",
            body: object({ name: NAME, site: SITE }, ["site"]),
        },
    }, async ({ body: { name, site } }, reply) => {
        if (site !== undefined && sites.find(site) === undefined)
            return problem$1(reply, 400, unknownSite(site));
        if (tokens.all().length >= MAX_TOKENS)
            return problem$1(reply, 409, `expected at most ${MAX_TOKENS} tokens: revoke one`);
        const made = tokens.create(name, site, isoDate(Math.floor(now() / 86400000)));
        audit("token made", { id: made.id, site: site ?? "all" });
        return reply.code(201).send(made);
    });
    app.delete("/tokens/:id", {
        schema: {
            summary: "Revokes a token",
            params: object({ id: { type: "string", description: "the id of a token" } }),
        },
    }, async ({ params: { id } }, reply) => {
        if (!tokens.revoke(id))
            return problem$1(reply, 404, problemOf("id", "the id of a token", id));
        audit("token revoked", { id });
        return reply.code(204).send();
    });
    app.get("/export", { schema: { summary: "Every counter of some days, for an import", querystring: object(SITE_AND_DAYS) } }, async ({ query }, reply) => {
        const days = readDays(sites.find(query.site ?? ""), query);
        if (typeof days === "string")
            return problem$1(reply, 400, days);
        const { site, from, to } = days;
        const name = `${site.name.replace(/[^\w.-]/g, "_")}-${isoDate(from)}-${isoDate(to)}.json`;
        audit("exported", { site: site.name });
        return reply
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Content-Disposition", `attachment; filename="${name}"`)
            .send(formatExport(site, store.counters(site.name, from, to)));
    });
    app.post("/import", {
        bodyLimit: MAX_IMPORT_BYTES,
        schema: { summary: "Takes in an export: its days replace those of the site", querystring: ONE_SITE },
    }, async ({ query, body }, reply) => {
        const site = sites.find(query.site ?? "");
        if (site === undefined)
            return problem$1(reply, 400, unknownSite(query.site));
        const counters = parseExport(body);
        if ("issue" in counters)
            return problem$1(reply, 400, counters.issue);
        store.takeIn(site.name, counters);
        audit("imported", { site: site.name, counters: counters.counters.length });
        return { counters: counters.counters.length };
    });
};
const settingsOf = ({ name, origins, timeZone, retentionDays = 0, k = FEW, isFixed }) => ({
    site: name,
    origins,
    timeZone,
    retentionDays,
    k,
    isFixed,
});
/** What the schema cannot say. */
const issueOf = (name, { origins, timeZone }) => {
    if (!isSiteName(name))
        return problemOf("site", "a host such as example.org", name);
    const wrong = origins.find((origin) => !isOrigin(origin));
    if (wrong !== undefined)
        return problemOf("origins", `an origin such as https://${name}`, wrong);
    return isTimeZone$1(timeZone) ? undefined : problemOf("timeZone", "an IANA time zone", timeZone);
};

/** One issue; an empty remedy is left out. */
const issue = (path, expected, found, remedy = "") => ({
    path,
    expected,
    found,
    ...(remedy && { remedy }),
});
/** Whether a value is an object, and no array. */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const typeOf = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
/** A text in quotes, a number as it is, at most 60 characters of either. */
const quote = (value) => {
    const text = typeof value === "string" ? JSON.stringify(value) : `${value}`;
    return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
/** The path of a key: `path.key`, or `path["a key"]`. */
const at = (path, key) => /^[\w$]+$/.test(key) ? `${path}.${key}` : `${path}[${quote(key)}]`;
/**
 * The known word that was probably meant, as a question: all of it is there but for one slip of two letters at most.
 */
const didYouMean = (word, known) => {
    const nearest = known.find((name) => {
        const [one, other] = [word.toLowerCase(), name.toLowerCase()];
        let start = 0;
        while (start < other.length && one[start] === other[start])
            start++;
        let end = 0;
        while (end < Math.min(one.length, other.length) - start && one.slice(-1 - end)[0] === other.slice(-1 - end)[0])
            end++;
        return Math.max(one.length, other.length) - start - end <= Math.min(2, (other.length - 1) / 2);
    });
    return nearest ? `did you mean ${quote(nearest)}?` : "";
};
/**
 * A string, number or boolean.
 * @param expected what belongs there, beyond the type if `isValid` is given
 * @param isValid asked for a value of the right type, with its text
 * @param remedy asked for a value that is not valid, with its text
 */
const leaf = (type, expected, isValid, remedy = (_text) => "") => (value, path) => {
    const found = typeOf(value);
    if (found !== type)
        return [issue(path, isValid ? `a ${type}` : expected, found)];
    return !isValid || isValid(`${value}`) ? [] : [issue(path, expected, quote(value), remedy(`${value}`))];
};
/** A string that the pattern matches. */
const like = (expected, pattern) => leaf("string", expected, (text) => pattern.test(text));
/** One of these strings. */
const oneOf = (...known) => leaf("string", known.map(quote).join(" or "), (text) => known.includes(text), (text) => didYouMean(text, known));
/** An array. */
const list = (check) => (value, path) => Array.isArray(value)
    ? value.flatMap((entry, index) => check(entry, `${path}[${index}]`))
    : [issue(path, "an array", typeOf(value))];
/** An object whose keys the owner chooses, as the pattern allows. */
const map = (key, expected, check) => (value, path) => isObject(value)
    ? Object.keys(value).flatMap((name) => [
        ...(key.test(name) ? [] : [issue(at(path, name), expected, quote(name))]),
        ...check(value[name], at(path, name)),
    ])
    : [issue(path, "an object", typeOf(value))];
/** An object with these keys, each of which may be left out. */
const shape = (checks) => (value, path) => isObject(value)
    ? Object.keys(value).flatMap((name) => Object.keys(checks).includes(name)
        ? checks[name](value[name], at(path, name))
        : [issue(at(path, name), "no such key", quote(name), didYouMean(name, Object.keys(checks)))])
    : [issue(path, "an object", typeOf(value))];

/** Browsers cap cookies at 400 days (RFC 6265bis, section 5.5), and a consent should not be older. */
const MAX_DAYS = 400;

const days = (least, most = Number.MAX_VALUE) => leaf("number", `${least} ${most > MAX_DAYS ? "or more" : `to ${most}`} days`, (text) => +text >= least && +text <= most);
/** Highest age of majority there is. */
const MOST_AGE = 21;
const isDate = (text) => {
    const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
    // Engines move a day that does not exist, such as 31 February, to the next month.
    return !text || (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text));
};
const isTimeZone = (text) => {
    try {
        return !!new Intl.DateTimeFormat("en", { timeZone: text });
    }
    catch {
        return false;
    }
};
const LANGUAGE = /^[a-z]{2,3}(-[a-z\d]{2,8})*$/i;
const STRING = leaf("string", "a string");
const TEXTS = map(LANGUAGE, "a language tag", STRING);
const TEXT = (value, path) => isObject(value) ? TEXTS(value, path) : leaf("string", "a string, or strings by language tag")(value, path);
const BOOLEAN = leaf("boolean", "true or false");
const BEFORE = oneOf("allow", "session", "block");
const ORIGIN = /^https?:\/\/[^\s/?#@\\]+/i;
const COOKIE$1 = shape({
    name: like("a cookie name of letters, digits and !#$%&'*+.^_`|~-", /^[\w!#$%&'*+.^`|~-]+$/),
    provider: TEXT,
    purpose: TEXT,
    days: days(0),
    before: BEFORE,
});
const CATEGORY = shape({
    title: TEXT,
    purpose: TEXT,
    limits: TEXT,
    before: BEFORE,
    // The name is the one part that cannot be left out.
    cookies: list((value, path) => COOKIE$1(isObject(value) ? { name: undefined, ...value } : value, path)),
});
/** An adapter's options; those named have to be there. */
const adapter = (checks, ...needed) => {
    const check = shape({ category: STRING, ...checks });
    return (value, path) => check(isObject(value) ? { ...Object.fromEntries(needed.map((name) => [name, undefined])), ...value } : value, path);
};
const ADAPTERS = shape({
    "google-tag-manager": shape({}),
    "microsoft-uet": adapter({}),
    "microsoft-clarity": adapter({}),
    "meta-pixel": adapter({ id: like("the digits of a pixel's number", /^\d+$/) }),
    "yandex-metrica": adapter({ id: leaf("number", "a counter's number", (text) => /^[1-9]\d*$/.test(text)), options: map(/^/, "", () => []) }, "id"),
    "vk-pixel": adapter({ id: like("the digits of a pixel's number", /^\d+$/) }, "id"),
    matomo: adapter({ tracking: BOOLEAN }),
});
const HOST$1 = /^[a-z\d_-]+(\.[a-z\d_-]+)*$/;
/** What an owner probably meant: the host of an address, without the rest. Other letters stand in the browser's own form there. */
const hostIn = (text) => {
    const host = text.toLowerCase().replace(/^([a-z][a-z\d+.-]*:)?\/\/|^\*?\.|[:/?#].*|\.$/g, "");
    if (HOST$1.test(host))
        return `write ${quote(host)}: all of the host is meant, with its subdomains, on any port`;
    return /[^\0-\x7f]/.test(host)
        ? "write it as browsers ask for it, `new URL(…).hostname`, which begins with xn--"
        : "";
};
const SERVICE = shape({
    name: STRING,
    category: STRING,
    match: list(leaf("string", "a host name in lower case, without a port", (text) => HOST$1.test(text), hostIn)),
});
const PROPERTIES = map(PROPERTY_NAME, `up to ${MAX_PROPERTY_LENGTH} letters, digits and . _ -`, list(like(`1 to ${MAX_PROPERTY_LENGTH} letters, digits and . _ -`, PROPERTY_NAME)));
const tooManyProperties = (value, path) => isObject(value) && Object.keys(value).length > MAX_PROPERTIES
    ? [issue(path, `at most ${MAX_PROPERTIES} properties`, `${Object.keys(value).length}`)]
    : [];
/** Checks everything that an owner may write, but for what one part says of another. */
shape({
    policy: shape({
        url: STRING,
        version: like("1 to 32 letters, digits and . _ -", /^[\w.-]{1,32}$/),
        date: leaf("string", "a date, YYYY-MM-DD", isDate),
        changes: list(TEXT),
    }),
    base: like("an address with a trailing slash", /^$|\/$/),
    endpoint: leaf("string", "an http or https origin", (text) => (ORIGIN.exec(text)?.[0] ?? "") === text, (text) => ORIGIN.exec(text)?.map((origin) => `write ${quote(origin)}, without a path`)[0] ?? ""),
    site: like("a host name, with its port if it has one", /^$|^[\w.-]{1,190}(:\d{1,5})?$/),
    timeZone: leaf("string", "an IANA time zone such as Europe/Moscow", isTimeZone),
    paths: list(like("a path template such as /orders/*", new RegExp(`^/[^\\s?]{0,${MAX_TEXT_LENGTH - 1}}$`))),
    count: shape({
        hash: BOOLEAN,
        query: list(like("a key of the query", /^[^\s?&=#]{1,64}$/)),
        frames: BOOLEAN,
        properties: (value, path) => [...tooManyProperties(value, path), ...PROPERTIES(value, path)],
        outbound: BOOLEAN,
        downloads: BOOLEAN,
        notFound: BOOLEAN,
    }),
    protocol: oneOf("", "plausible", "umami", "goatcounter"),
    language: like("a language tag", new RegExp(`^$|${LANGUAGE.source}`, "i")),
    consent: shape({ days: days(1, MAX_DAYS) }),
    refusal: shape({ days: days(0, MAX_DAYS) }),
    cookie: shape({ domain: like("a domain", /^$|^[a-z\d-]+(\.[a-z\d-]+)*$/i) }),
    browserId: BOOLEAN,
    guard: shape({ persistWith: STRING, undeclared: STRING, storage: BOOLEAN }),
    guardian: shape({
        age: leaf("number", "0 to 21 years", (text) => +text >= 0 && +text <= MOST_AGE),
    }),
    categories: map(/^[a-z][a-z0-9_]{0,31}$/, "up to 32 of a-z, 0-9 and _, a letter first", (value, path) => value === false ? [] : CATEGORY(value, path)),
    thirdParties: list(TEXT),
    limits: TEXT,
    owner: TEXT,
    contact: shape({
        email: like("an e-mail address", /^$|^[^\s@]+@[^\s@]+$/),
        address: TEXT,
    }),
    layout: oneOf("box", "bar", "dialog"),
    corner: oneOf("", "top", "end", "top end"),
    theme: oneOf("auto", "light", "dark"),
    accent: like("a colour, #rrggbb", /^$|^#[\da-f]{6}$/i),
    decision: (value, path) => (value === undefined ? [] : list(STRING)(value, path)),
    webView: shape({
        parameter: like("a key of the query", /^[^\s?&=#]{0,64}$/),
        userAgent: STRING,
    }),
    receipts: BOOLEAN,
    decisions: BOOLEAN,
    button: BOOLEAN,
    adapters: ADAPTERS,
    services: list((value, path) => SERVICE(isObject(value) ? { name: undefined, category: undefined, match: undefined, ...value } : value, path)),
    reload: BOOLEAN,
    messages: map(LANGUAGE, "a language tag", map(/^/, "", STRING)),
});

/** An issue as one line: `config.button: expected true or false, got string`. */
const formatIssue = ({ path, expected, found, remedy }) => `${path}: expected ${expected}, got ${found}${remedy ? ` (${remedy})` : ""}`;

const DAY_MILLISECONDS = 86400000;

const RECEIPT_VERSION = "kivok-receipt-1";

/** Largest body of a receipt: bytes of UTF-8. */
const MAX_RECEIPT_BYTES = 4096;
/** An object with exactly these keys; those in `optional` may be missing. */
const whole$1 = (checks, ...optional) => (value, path) => !isObject(value)
    ? shape(checks)(value, path)
    : [
        ...shape(checks)(value, path),
        ...Object.keys(checks)
            .filter((key) => !(key in value) && !optional.includes(key))
            .flatMap((key) => checks[key](undefined, at(path, key))),
    ];
const RECEIPT = whole$1({
    schema_version: oneOf(RECEIPT_VERSION),
    record_id: like("1 to 13 of a-z and 0-9", /^[a-z0-9]{1,13}$/),
    site: like("a host, with its port if it has one", /^[\w.-]{1,190}(:\d{1,5})?$/),
    privacy_notice: whole$1({
        version: like("1 to 32 letters, digits and . _ -", /^[\w.-]{1,32}$/),
        language: like("a language tag", /^[a-z]{2,3}(-[a-z\d]{2,8})*$/i),
        sha256: like("64 hexadecimal digits", /^[\da-f]{64}$/),
    }, "sha256"),
    event: whole$1({
        time: like("a time, YYYY-MM-DDThh:mm:ssZ", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        method: oneOf("notice", "settings", "api", "page", "guardian", "application"),
    }),
    purposes: list(whole$1({
        purpose: like("up to 32 of a-z, 0-9 and _, a letter first", /^[a-z][a-z0-9_]{0,31}$/),
        state: oneOf("granted", "denied"),
    })),
});
/**
 * Reads the receipt of a consent that was given just now. Nothing that the norm's fields do not name gets through.
 * @param now epoch milliseconds, UTC
 */
const parseReceipt = (text, now) => {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        return { issues: [issue("receipt", "JSON", "a text that is none")] };
    }
    const issues = RECEIPT(value, "receipt");
    if (issues.length)
        return { issues };
    const receipt = value;
    const age = Math.abs(now - Date.parse(receipt.event.time));
    // A day more or less: clocks of visitors are wrong.
    if (!(age <= DAY_MILLISECONDS))
        return { issues: [issue("receipt.event.time", "a time of today", receipt.event.time)] };
    if (!receipt.purposes.some(({ state }) => state === "granted"))
        return { issues: [issue("receipt.purposes", "a consent", "a refusal", "refusals are not collected")] };
    return { receipt };
};

/** Consents that one address may report in a minute: an office of visitors, and no flood that would fill the disk. */
const MOST_PER_MINUTE = 30;
/** Seconds after which a client may try again when the store cannot be written. */
const RETRY_SECONDS$1 = 60;
/** `POST /receipt`: 204 once the receipt is on disk, or a 4xx that says what is wrong with it. */
const serveReceipt = (app, { sites, receipts, now }) => {
    const limit = createAddressLimit(MOST_PER_MINUTE, 60);
    app.post("/receipt", { bodyLimit: MAX_RECEIPT_BYTES }, async ({ body, headers: { origin }, ip }, reply) => {
        // Without credentials `*` gives nothing away: it lets a page read why its receipt was refused.
        reply.headers({ "Access-Control-Allow-Origin": "*", "Cache-Control": "no-store" });
        if (limit.spend(ip, now()) < 0)
            return problem(reply.header("Retry-After", limit.secondsLeft(now())), 429, "too many receipts from this address");
        const parsed = parseReceipt(typeof body === "string" ? body : "", now());
        if ("issues" in parsed)
            return problem(reply, 400, parsed.issues.map(formatIssue).join("; "));
        const { receipt } = parsed;
        const site = sites.find(receipt.site);
        if (!site)
            return problem(reply, 403, `receipt.site: expected a declared site, got "${receipt.site}"`);
        if (origin === undefined || !site.origins.includes(origin))
            return problem(reply, 403, `origin: expected one of the site's, got ${JSON.stringify(origin) ?? "none"}`);
        try {
            // Written anew from what was read, so that two ways to write the same are the same.
            const result = receipts.add(site.name, receipt.record_id, JSON.stringify(receipt));
            return result === "other"
                ? problem(reply, 409, "receipt.record_id: expected a new number, got one of another receipt")
                : reply.code(204).send();
        }
        catch {
            return problem(reply.header("Retry-After", RETRY_SECONDS$1), 503, "the collector cannot write");
        }
    });
};
/** `GET /api/receipt` and `/api/receipts`, for a scope in which the owner is logged in: one by its number, and all as lines of JSON. */
const serveReceiptApi = (owner, { sites, receipts }) => {
    const isSite = (name) => typeof name === "string" && !!sites.find(name);
    owner.get("/receipt", async ({ query: { site, number } }, reply) => {
        if (!isSite(site))
            return wrong(reply, "site", "one of the declared sites", site);
        if (typeof number !== "string" || !/^[a-z0-9]{1,13}$/.test(number))
            return wrong(reply, "number", "a receipt's number, 1 to 13 of a-z and 0-9", number);
        const text = receipts.find(site, number);
        if (text === undefined)
            return problem(reply, 404, `number: expected one that was given, found "${number}"`);
        return reply.type("application/json").send(text);
    });
    owner.get("/receipts", async ({ query: { site } }, reply) => {
        if (!isSite(site))
            return wrong(reply, "site", "one of the declared sites", site);
        const file = `receipts-${site.replace(/[^\w.-]/g, "-")}.jsonl`;
        return reply
            .type("application/x-ndjson")
            .header("Content-Disposition", `attachment; filename="${file}"`)
            .send(Readable.from(lines(receipts, site)));
    });
};
/** Every receipt of a site as a line of JSON, oldest first. */
function* lines(receipts, site) {
    let after = 0;
    for (;;) {
        const page = receipts.page(site, after);
        const last = page.at(-1);
        if (!last)
            return;
        yield page.map(({ text }) => `${text}\n`).join("");
        after = last.place;
    }
}
const problem = (reply, status, message) => reply.code(status).send({ message });
const wrong = (reply, parameter, expected, found) => problem(reply, 400, `${parameter}: expected ${expected}, found ${JSON.stringify(found)?.slice(0, 100) ?? "nothing"}`);

const COOKIE = "kivok_session";
const MAX_LOGIN_BYTES = 4096;
/** `/api/…`. Every answer is JSON or a download, and is stored by nobody on the way. */
const serveApi = (app, parts) => {
    const { auth, tokens, audit, now } = parts;
    /** @returns `undefined` for somebody who may see nothing */
    const viewerOf = ({ headers, cookies }) => {
        if (auth.isLoggedIn(cookies[COOKIE], now()))
            return { isOwner: true, site: null };
        const token = /^Bearer ([\w-]{1,100})$/.exec(headers.authorization ?? "")?.[1];
        const entry = token === undefined ? undefined : tokens.find(token);
        return entry && { isOwner: false, site: entry.site };
    };
    app.register(async (scope) => {
        const routes = [];
        scope.addHook("onRoute", ({ method, url, schema }) => {
            if (schema && method !== "HEAD")
                routes.push({ method: String(method), url, schema: schema });
        });
        // Only here: beacons have no cookies.
        await scope.register(cookie);
        scope.removeContentTypeParser("application/json");
        scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
            try {
                done(null, JSON.parse(String(body)));
            }
            catch {
                done(Object.assign(new Error("body: expected JSON"), { statusCode: 400 }));
            }
        });
        scope.addHook("onRequest", async (request, reply) => {
            reply.header("Cache-Control", "no-store").header("Vary", "Cookie, Authorization");
            // SameSite=Strict keeps the cookie out of other sites' requests; this also stops a sibling host (same site).
            if (request.method !== "GET" && request.method !== "HEAD" && !isOwnPage(request))
                return problem$1(reply, 403, "origin: expected a request of the dashboard itself");
        });
        scope.addHook("onSend", (request, reply, payload, done) => {
            if (request.method !== "GET" || reply.statusCode !== 200 || typeof payload !== "string")
                return done(null, payload);
            const tag = `"${createHash("sha256").update(payload).digest("base64url").slice(0, 22)}"`;
            // Kept by the browser of who may see it, and asked for again each time.
            reply.header("ETag", tag).header("Cache-Control", "private, no-cache");
            const isKnown = request.headers["if-none-match"]
                ?.split(",")
                .some((one) => one.trim().replace(/^W\//, "") === tag);
            if (!isKnown)
                return done(null, payload);
            reply.code(304).removeHeader("Content-Length");
            return done(null, "");
        });
        scope.post("/login", { bodyLimit: MAX_LOGIN_BYTES, schema: LOGIN }, async (request, reply) => {
            const result = await auth.login(passwordOf(request.body), request.ip, now());
            // Beyond the limit nothing is written, so that guesses cannot fill the disk.
            if (!("retryAfterSeconds" in result))
                audit("login", { result: "token" in result ? "in" : "wrong" });
            if ("token" in result)
                return reply
                    .setCookie(COOKIE, result.token, { ...cookieAttributes(request), maxAge: SESSION_SECONDS })
                    .code(204)
                    .send();
            if ("attemptsLeft" in result)
                return reply.code(401).send(result);
            return problem$1(reply.header("Retry-After", result.retryAfterSeconds), 429, "too many wrong passwords");
        });
        scope.post("/logout", { schema: { summary: "Ends the session" } }, async (request, reply) => {
            auth.logout(request.cookies[COOKIE]);
            return reply.clearCookie(COOKIE, cookieAttributes(request)).code(204).send();
        });
        scope.register(async (readers) => {
            readers.addHook("onRequest", async (request, reply) => {
                if (viewerOf(request) === undefined)
                    return problem$1(reply, 401, "log in first");
            });
            serveReports(readers, parts, (request) => viewerOf(request) ?? { isOwner: false, site: "" });
        });
        scope.register(async (owner) => {
            owner.addHook("onRequest", async (request, reply) => {
                const viewer = viewerOf(request);
                if (viewer === undefined)
                    return problem$1(reply, 401, "log in first");
                if (!viewer.isOwner)
                    return problem$1(reply, 403, "a token reads reports and changes nothing");
            });
            serveReceiptApi(owner, { sites: parts.sites, receipts: parts.store.receipts });
            serveOwner(owner, parts);
        });
        scope.get("/openapi.json", async () => describeRoutes(routes));
    }, { prefix: "/api" });
};
const LOGIN = {
    summary: "Logs the owner in; the answer's cookie is the session",
    // Not checked by the schema: anything that is no password is a wrong one.
    describedBody: object({ password: { type: "string", description: "the owner's password" } }),
};
/** Browsers say where a request comes from; a client that says nothing is no browser, and carries nobody's cookie. */
const isOwnPage = ({ headers, host }) => {
    const site = headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin")
        return false;
    return headers.origin === undefined || headers.origin.replace(/^https?:\/\//, "") === host;
};
const passwordOf = (body) => typeof body === "object" && body !== null && "password" in body ? body.password : undefined;
/** A proxy that ends TLS need not be trusted to know that the dashboard is on https: its own origin says so. */
const cookieAttributes = ({ headers, protocol }) => ({
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: protocol === "https" || headers.origin?.startsWith("https:") === true,
});

/** Writes audit lines into the log. */
const createAudit = (log) => (action, details = {}) => log.info({ audit: action, ...details });

/**
 * Reads the whole body of a request.
 * @param most bytes; more are not read
 * @param done called once: with the body, or with why there is none, `malformed` for one that was cut short
 */
const readBody = (request, most, done) => {
    if (Number(request.headers["content-length"]) > most) {
        done("too-large");
        return;
    }
    const chunks = [];
    let length = 0;
    let isOver = false;
    const end = (body) => {
        // A connection that closes before the answer is an error as well, after the end.
        if (isOver)
            return;
        isOver = true;
        done(body);
    };
    request
        .on("data", (chunk) => {
        length += chunk.length;
        if (length > most)
            end("too-large");
        else
            chunks.push(chunk);
    })
        .on("end", () => end(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length)))
        .on("error", () => end("malformed"));
};

/** Status of each refusal; the reason itself is in the `Kivok-Refused` header. */
const STATUS$1 = {
    "unknown-site": 403,
    malformed: 400,
    "too-large": 413,
    "too-old": 422,
    "too-early": 422,
    bot: 403,
    "over-limit": 429,
};
/** Seconds after which a client may try again when the store cannot be written. */
const RETRY_SECONDS = 60;
/** Whether a request is for {@link createBeaconListener}, by its target. */
const isBeaconTarget = (url = "") => url === "/beacon" || url.startsWith("/beacon?");
/**
 * `POST /beacon`: 204 once the increments are on disk, or a refusal with its reason. It is answered with Node's own request
 * and response: what a framework does for a route would take a beacon as long as reading and checking it.
 */
const createBeaconListener = (parts) => {
    const { sites, ingest, limit, store, live, addressOf, isStopping, onError, now } = parts;
    const answer = (response, status, headers = []) => {
        const { origin } = response.req.headers;
        // Without credentials `*` gives nothing away: it lets a page read why its beacon was refused.
        const allowed = origin !== undefined && sites.ofOrigin(origin) !== undefined ? origin : "*";
        const ending = isStopping() ? ["Connection", "close"] : [];
        const all = [...COMMON, "Access-Control-Allow-Origin", allowed, ...headers, ...ending];
        // Node takes numbers for values; its types do not.
        response.writeHead(status, all).end();
    };
    /** An answer that says something; what a page needs to read it would only cost the others time. */
    const tell = (response, status, headers = []) => answer(response, status, [...TELLING, ...headers]);
    const refuse = (response, { reason, site, day }, status = STATUS$1[reason]) => {
        store.refuse(site, day, reason);
        const headers = ["Kivok-Refused", reason];
        if (reason === "over-limit")
            headers.push("Retry-After", limit.secondsLeft(now()));
        // Of a body that was not read more may come.
        if (!response.req.complete && !isStopping())
            headers.push("Connection", "close");
        tell(response, status, headers);
    };
    const receive = (response, body) => {
        const { origin, "user-agent": userAgent } = response.req.headers;
        const outcome = ingest.read({ body, origin, address: addressOf(response.req), userAgent, now: now() });
        if (!outcome.accepted) {
            refuse(response, outcome);
            return;
        }
        const { beacon, increments } = outcome;
        store.add(increments, beacon.once).then((result) => {
            if (result === "counted" && beacon.kind === "view")
                live.count(beacon, now());
            answer(response, 204);
        }, () => tell(response, 503, ["Retry-After", RETRY_SECONDS]));
    };
    return (request, response) => {
        const { method, headers } = request;
        if (method === "OPTIONS")
            answer(response, 204, PREFLIGHT);
        // A browser whose clock is days off asks here for the time, in `Date`.
        else if (method !== "POST")
            tell(response, 405, ["Allow", "POST, OPTIONS"]);
        else if (!isText$1(headers["content-type"]))
            refuse(response, ingest.refuse("malformed", headers.origin, now()), 415);
        else
            readBody(request, MAX_BEACON_BYTES, (body) => {
                try {
                    if (typeof body === "string")
                        refuse(response, ingest.refuse(body, headers.origin, now()));
                    else
                        receive(response, body.toString());
                }
                catch (error) {
                    onError(error);
                    tell(response, 500);
                }
            });
    };
};
const COMMON = ["X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer", "Vary", "Origin"];
const TELLING = [
    ...["Access-Control-Expose-Headers", "Kivok-Refused, Retry-After, Date"],
    ...["Cache-Control", "no-store", "Content-Length", 0],
];
const PREFLIGHT = [
    ...["Access-Control-Allow-Methods", "POST", "Access-Control-Allow-Headers", "Content-Type"],
    ...["Access-Control-Max-Age", 86400],
];
/** Whether a body is of a type that beacons have: text, so that a browser needs no preflight, or JSON. */
const isText$1 = (type = "") => /^(text\/plain|application\/json)\s*(;|$)/i.test(type);

/**
 * Prepares whose address counts: the other end's of the connection, or the one that a trusted proxy tells. The same as
 * `request.ip` of Fastify, for what is answered without it.
 * @param trustProxy as in the settings
 * @returns the address of a request, `undefined` if its connection is closed already
 */
const createClientAddress = (trustProxy) => {
    if (trustProxy === false)
        return ({ socket }) => socket.remoteAddress;
    const isTrusted = trustProxy === true ? () => true : proxyAddress.compile(trustProxy.split(",").map((part) => part.trim()));
    return (request) => proxyAddress(request, isTrusted);
};

/**
 * @param fixed sites of the flags, the environment or the configuration file
 * @param store keeps those of the dashboard
 */
const createDeclaredSites = (fixed, store) => {
    let known = new Map();
    let byOrigin = new Map();
    const read = () => JSON.parse(store.setting("sites") ?? "[]");
    const load = () => {
        const merged = new Map(read().map((site) => [site.name, site]));
        for (const site of fixed)
            merged.set(site.name, { ...merged.get(site.name), ...site });
        known = new Map();
        byOrigin = new Map();
        for (const site of merged.values()) {
            const isFixed = fixed.some(({ name }) => name === site.name);
            const one = { ...site, isFixed, dayAt: createDayClock(site.timeZone) };
            known.set(site.name, one);
            for (const origin of site.origins)
                byOrigin.set(origin, one);
        }
    };
    const keep = (sites) => {
        store.saveSetting("sites", JSON.stringify(sites));
        load();
    };
    load();
    return {
        all: () => [...known.values()],
        find: (name) => known.get(name),
        ofOrigin: (origin) => byOrigin.get(origin),
        save: (site) => keep([...read().filter(({ name }) => name !== site.name), site]),
        remove: (name) => keep(read().filter((site) => site.name !== name)),
    };
};

/** Source of a visit that began without a referrer. */
const DIRECT = "(direct)";
/** Source and entry page as one value. A source holds no space, a path may. */
const pairOf = (source, entry) => `${source} ${entry}`;
/**
 * Browsers whose storage ends after seven days without a visit: all on iOS, and Safari elsewhere. Beyond seven days they
 * come as new, so their share of longer gaps, compared with that of the rest, tells how many may be counted too often.
 * @see https://webkit.org/blog/10218/full-third-party-cookie-blocking-and-more/
 */
const forgetsOf = ({ browser, system }, gap) => `${browser === "Safari" || system === "iOS" ? "safari" : "rest"}${gap > 7 ? " long" : ""}`;
/** Increments of one beacon about a page. Runs for every one of them, so it copies nothing. */
const aggregate = (beacon, circumstances) => {
    const { site, day } = beacon;
    const { hour } = circumstances;
    switch (beacon.kind) {
        case "time": {
            const counts = [increment("page", beacon.path, 0, beacon.seconds)];
            return { site, day, hour, views: 0, visits: 0, bounces: 0, seconds: beacon.seconds, counts };
        }
        case "count": {
            const counts = customCounts(beacon.name, beacon.properties);
            return { site, day, hour, views: 0, visits: 0, bounces: 0, seconds: 0, counts };
        }
        case "view": {
            const counts = viewCounts(beacon);
            const isEntry = beacon.step === 1;
            if (beacon.gap !== undefined)
                counts.push(increment("forgets", forgetsOf(circumstances, beacon.gap)));
            if (isEntry)
                addEntryCounts(counts, beacon, circumstances);
            // The entry counts as a visit of one page until the second page says otherwise.
            const bounces = isEntry ? 1 : beacon.step === 2 ? -1 : 0;
            return { site, day, hour, views: 1, visits: isEntry ? 1 : 0, bounces, seconds: 0, counts };
        }
    }
};
/** Increment of a decision, which is no view and no visit, and counts on the day on which it comes. */
const aggregateDecision = ({ site, granted }, day, hour) => ({
    ...{ site, day, hour, views: 0, visits: 0, bounces: 0, seconds: 0 },
    counts: [increment("decision", granted)],
});
/**
 * Increments of what another product's client tells: views, sources, campaigns, custom counts. Without visits and
 * uniques, about which it knows nothing.
 */
const aggregateForeign = (event, site, day, hour) => {
    const { path, name, properties, seconds = 0, campaign } = event;
    const none = { site, day, hour, views: 0, visits: 0, bounces: 0, seconds };
    if (name !== undefined)
        return { ...none, counts: customCounts(name, properties) };
    if (seconds > 0)
        return { ...none, counts: [increment("page", path, 0, seconds)] };
    const counts = [increment("page", path)];
    const source = hostOf(event.referrer, site);
    if (source)
        counts.push(increment("source", source));
    if (campaign)
        counts.push(increment("campaign", campaign));
    return { ...none, views: 1, counts };
};
/** Beside the count itself, each property by its own: which values came together is not kept. */
const customCounts = (name, properties = {}) => [
    increment("count", name),
    ...Object.entries(properties).flatMap(([property, value]) => value ? [increment("count", `${name} ${property}=${value}`)] : []),
];
const increment = (dimension, value, count = 1, second = 0) => ({
    dimension,
    value,
    count,
    second,
});
const viewCounts = ({ path, step, gap, previous }) => {
    const counts = [increment("page", path), increment("exit", path)];
    if (gap !== undefined)
        counts.push(increment("gap", String(gap)));
    if (previous !== undefined) {
        // The page before was the exit only as long as this page had not been seen.
        counts.push(increment("exit", previous, -1));
        // On the second page, the page before is the entry, and its visit is no bounce after all.
        if (step === 2)
            counts.push(increment("entry", previous, 0, -1));
    }
    return counts;
};
/** Counted once a visit. Sources and campaigns have no bounces: the second page does not know where the visit came from. */
const addEntryCounts = (counts, view, { browser, system, country }) => {
    const source = sourceOf(view);
    counts.push(increment("entry", view.path, 1, 1), increment("source", source), increment("pair", pairOf(source, view.path)), increment("country", country), increment("language", view.language ?? ""), increment("screen", view.screen ?? ""), increment("browser", browser), increment("system", system));
    // A campaign that could have identified somebody was emptied by scrubValue.
    const campaign = view.campaign ?? "";
    if (campaign)
        counts.push(increment("campaign", campaign));
    if (view.gap === undefined)
        return;
    const values = { source, campaign, country, screen: view.screen ?? "" };
    for (const dimension of VISITOR_DIMENSIONS)
        if (dimension !== "campaign" || campaign)
            counts.push(increment(gapsOf(dimension), gapValue(view.gap, values[dimension])));
};
/** A host name in letters, digits and points, with a port perhaps. Anything else was not written by Kivok. */
const HOST = /^[\p{L}\p{N}._-]+(:\d{1,5})?$/u;
const sourceOf = ({ referrer = "", site }) => hostOf(referrer, site) || DIRECT;
const hostOf = (referrer, site) => {
    const host = referrerHost(referrer, site);
    return HOST.test(host) ? host : "";
};

/** Word for a browser or system that no rule knows. */
const UNKNOWN = "(unknown)";
/** First match wins: nearly every browser also claims to be Chrome and Safari, so the specific names come first. */
const BROWSERS = [
    ["Edge", /\bEdg(?:e|A|iOS)?\//],
    ["Opera", /\b(?:OPR|OPiOS|OPX|Opera(?: Mini)?)\//],
    ["Yandex", /\b(?:YaBrowser|YaApp\w*|YaSearchBrowser)\//],
    ["Samsung Internet", /\bSamsungBrowser\//],
    ["Vivaldi", /\bVivaldi\//],
    ["UC Browser", /\bUC ?Browser\//],
    ["Mi Browser", /\b(?:MiuiBrowser|XiaoMi)\//],
    ["Huawei Browser", /\bHuaweiBrowser\//],
    ["DuckDuckGo", /\b(?:DuckDuckGo|Ddg)\//],
    ["WeChat", /\bMicroMessenger\//],
    ["Instagram", /\bInstagram /],
    ["Facebook", /\b(?:FBAN|FBAV|FB_IAB)\b/],
    ["Internet Explorer", /\b(?:MSIE |Trident\/)/],
    ["Firefox", /\b(?:Firefox|FxiOS)\//],
    ["Android WebView", /; wv\)/],
    ["Chrome", /\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//],
    ["Safari", /\bVersion\/[\d.]+ .*\bSafari\//],
    ["iOS WebView", /\b(?:iPhone|iPad|iPod).*\bAppleWebKit\//],
];
/** The same for systems. An iPad that asks for desktop pages says that it is a Mac, and is counted as one. */
const SYSTEMS = [
    ["iOS", /\b(?:iPhone|iPad|iPod)\b/],
    ["HarmonyOS", /\b(?:HarmonyOS|OpenHarmony)\b/],
    ["Android", /\bAndroid\b/],
    ["Windows", /\bWindows\b/],
    ["ChromeOS", /\bCrOS\b/],
    ["macOS", /\b(?:Macintosh|Mac OS X)\b/],
    ["Linux", /\b(?:Linux|X11)\b/],
];
/**
 * Crawlers, monitors, previews, headless browsers and HTTP libraries, by the words that they use for themselves.
 * `cubot` is a make of phones.
 */
const BOT = /(?<!cu)bot(?![a-z])|bots\b|crawl|spider|slurp|headless|phantomjs|lighthouse|pagespeed|pingdom|uptime|monitor(?:ing)?\b|archiver|facebookexternalhit|preview|embedly|mediapartners|feedfetcher|google-read-aloud|^(?:curl|wget|python|java|go-http|okhttp|axios|node|undici|libwww|ruby|php|perl|apache-httpclient|dart|http|got|postman|insomnia)\b|python-requests|scrapy|selenium|puppeteer|playwright/i;
/** Longest User-Agent that is looked at, in characters; what comes after tells nothing new and costs time. */
const MAX_USER_AGENT_LENGTH = 512;
/** Whether a User-Agent belongs to a program; one that is missing does. */
const isBot = (userAgent) => !userAgent || BOT.test(userAgent.slice(0, MAX_USER_AGENT_LENGTH));
/** Browser and system of a User-Agent, which need not be kept after this. */
const classifyClient = (userAgent) => {
    const text = userAgent.slice(0, MAX_USER_AGENT_LENGTH);
    return { browser: firstMatch(BROWSERS, text), system: firstMatch(SYSTEMS, text) };
};
const firstMatch = (rules, text) => rules.find(([, pattern]) => pattern.test(text))?.[0] ?? UNKNOWN;

/** Reads an event of Plausible's clients. @see https://plausible.io/docs/events-api */
const readPlausible = (body) => {
    if (!isFields(body))
        return "malformed";
    // Older clients write the names in full, and properties as a JSON string.
    const name = body.n ?? body.name;
    const address = addressOf(body.u ?? body.url);
    const domains = body.d ?? body.domain;
    if (typeof name !== "string" || !address || typeof domains !== "string")
        return "malformed";
    const event = {
        sites: [...domains.split(","), address.host, address.hostname],
        ...pageOf(address, body.h === 1),
        ...originOf(body.r ?? body.referrer, address),
        properties: cleanProperties(parsed(body.p ?? body.props ?? body.m ?? body.meta)),
    };
    if (name === "pageview")
        return { ...event, properties: {} };
    if (name !== "engagement")
        return named(event, name);
    // How long the page was looked at, in milliseconds.
    const seconds = Math.round(Number(body.e) / 1000);
    return seconds >= 1 ? { ...event, properties: {}, seconds: Math.min(seconds, MAX_SECONDS) } : "ignored";
};
/** Reads an event of Umami's clients. @see https://docs.umami.is/docs/api/sending-stats */
const readUmami = (body) => {
    if (!isFields(body) || !isFields(body.payload))
        return "malformed";
    // `identify` names a visitor, and `performance` measures the page.
    if (body.type !== "event")
        return typeof body.type === "string" ? "ignored" : "malformed";
    const { website, hostname, url = "/", referrer, name, data } = body.payload;
    if (typeof website !== "string")
        return "malformed";
    const host = typeof hostname === "string" && hostname ? hostname : website;
    const address = addressOf(url, `http://${host}`);
    if (!address)
        return "malformed";
    const event = {
        sites: [website, address.host, host],
        ...pageOf(address),
        ...originOf(referrer, address),
        properties: cleanProperties(data),
    };
    return name === undefined || name === null || name === "" ? { ...event, properties: {} } : named(event, name);
};
const isFields = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const addressOf = (value, base) => {
    try {
        const address = new URL(String(value), base);
        return /^https?:$/.test(address.protocol) ? address : undefined;
    }
    catch {
        return undefined;
    }
};
const pageOf = ({ pathname, hash }, hasRoutes = false) => ({
    path: scrubPath(pathname + (hasRoutes ? (/^#!?\/[^?]*/.exec(hash)?.[0] ?? "") : "")),
});
/** These clients name the referrer with every view; the site's own pages are none. */
const originOf = (referrer, { host, searchParams }) => {
    const from = typeof referrer === "string" ? addressOf(referrer) : undefined;
    const keys = ["source", "medium", "campaign"].map((key) => searchParams.get(`utm_${key}`) ?? "");
    return {
        referrer: from && from.host !== host ? scrubValue(from.hostname) : "",
        campaign: scrubValue(keys.join("/").replace(/\/+$/, "")),
    };
};
/** Names of events are free texts there (`Outbound Link: Click`), and here letters, digits and `. _ -`. */
const named = (event, given) => {
    const name = String(given)
        .replace(/[^\w.-]+/g, "-")
        .slice(0, 64);
    return /\w/.test(name) && scrubValue(name) !== "" ? { ...event, name } : "malformed";
};
const parsed = (value) => {
    if (typeof value !== "string")
        return value;
    try {
        return JSON.parse(value);
    }
    catch {
        return undefined;
    }
};
/** The first five that are short texts, numbers or truth values; an address is cut down to its host and cleaned path. */
const cleanProperties = (value) => {
    const cleaned = {};
    for (const [key, given] of Object.entries(isFields(value) ? value : {})) {
        if (Object.keys(cleaned).length === MAX_PROPERTIES)
            break;
        if (!PROPERTY_NAME.test(key) || !/^(string|number|boolean)$/.test(typeof given))
            continue;
        const text = String(given);
        const address = text.length > MAX_TEXT_LENGTH || /^https?:/.test(text) ? addressOf(text) : undefined;
        const kept = address ? scrubValue(address.host) + scrubPath(address.pathname) : scrubValue(text);
        if (/^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(kept))
            cleaned[key] = kept;
    }
    return cleaned;
};

const CLIENTS = [
    { at: "/api/event", read: readPlausible, accept: (reply) => reply.code(202).type("text/plain").send("ok") },
    // Its tracker keeps what is under `cache`, and sends it along: nothing is there to be kept.
    { at: "/api/send", read: readUmami, accept: (reply) => reply.code(200).send({ cache: "" }) },
];
const STATUS = { malformed: 400, "too-large": 413, "over-limit": 429 };
/**
 * `POST /api/event` and `POST /api/send`: page views and events from the unchanged clients of Plausible and Umami, so that
 * a site can move over step by step. They are counts without uniques: those clients keep nothing in the browser, and this
 * collector makes no hash of an address. Address and User-Agent are looked at here and go no further.
 */
const serveForeign = (app, { sites, limit, store, now }) => {
    const utcDay = createDayClock("UTC");
    const siteOf = (names) => sites.all().find(({ name }) => names.includes(name)) ??
        sites.all().find(({ origins }) => origins.some((origin) => names.includes(new URL(origin).hostname)));
    const refuse = (reply, reason, site) => {
        store.refuse(site?.name ?? UNKNOWN_SITE, (site?.dayAt ?? utcDay)(now()), reason);
        if (reason === "over-limit")
            reply.header("Retry-After", limit.secondsLeft(now()));
        const status = reason in STATUS ? STATUS[reason] : 403;
        return reply.code(status).header("Kivok-Refused", reason).send();
    };
    const receive = (request, reply, { read, accept }) => {
        const event = read(parse(request.body));
        if (event === "malformed")
            return refuse(reply, event);
        if (event === "ignored")
            return accept(reply);
        const site = siteOf(event.sites);
        const { origin } = request.headers;
        // A page can only name its own origin. A server's client has none, and is believed as far as its limit goes.
        if (!site || (origin !== undefined && !site.origins.includes(origin)))
            return refuse(reply, "unknown-site", site);
        if (isBot(request.headers["user-agent"]))
            return refuse(reply, "bot", site);
        if (limit.spend(request.ip, now()) < 0)
            return refuse(reply, "over-limit", site);
        const hour = Math.floor(now() / HOUR_MILLISECONDS);
        // What these clients send has no one-time number: what comes twice counts twice.
        return store.add(aggregateForeign(event, site.name, site.dayAt(now()), hour), randomBytes(16).toString("hex")).then(() => accept(reply), () => reply.code(503).send());
    };
    app.register(async (scope) => {
        scope.addHook("onRequest", (_request, reply, done) => {
            reply.header("Access-Control-Allow-Origin", "*").header("Cache-Control", "no-store");
            done();
        });
        scope.setErrorHandler((error, _request, reply) => {
            const status = error.statusCode ?? 500;
            if (status >= 500)
                throw error;
            return refuse(reply, status === 413 ? "too-large" : "malformed");
        });
        for (const client of CLIENTS) {
            scope.post(client.at, { bodyLimit: MAX_BEACON_BYTES }, (request, reply) => receive(request, reply, client));
            scope.options(client.at, async (_request, reply) => reply
                .headers({
                "Access-Control-Allow-Methods": "POST",
                "Access-Control-Allow-Headers": "Content-Type, X-Umami-Cache",
                "Access-Control-Max-Age": "86400",
            })
                .code(204)
                .send());
        }
    });
};
const parse = (body) => {
    try {
        return JSON.parse(String(body));
    }
    catch {
        return undefined;
    }
};

const isText = (value, pattern) => typeof value === "string" && value.length <= MAX_TEXT_LENGTH && pattern.test(value);
const isInteger = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
const isFlag = (value) => value === undefined || value === true;
/** No control characters, no line or paragraph separators. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;
/** `?` and `#` only where an owner counts keys of the query, or routes in the hash. */
const PATH = /^\/[^\p{C}\p{Zl}\p{Zp}]*$/u;
/**
 * Reads what arrived. Fields that this version does not know are dropped, and everything that stays is cleaned again.
 * @param value the parsed JSON body
 * @returns the beacon, or `malformed` for another shape, version, type or range
 */
const decodeBeacon = (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
        return "malformed";
    const fields = value;
    const { kind, once, site, day, path, bot } = fields;
    if (fields.v !== BEACON_VERSION ||
        !isText(once, /^[0-9a-z]{8,32}$/) ||
        !isText(site, /^[\w.-]+(:\d{1,5})?$/) ||
        !isFlag(bot))
        return "malformed";
    if (kind === "decision") {
        const granted = SHARES_GRANTED.find((share) => share === fields.granted);
        return granted ? { v: BEACON_VERSION, once, site, ...(bot && { bot }), kind, granted } : "malformed";
    }
    if (!isInteger(day, 0, 100000) || !isText(path, PATH))
        return "malformed";
    const common = { v: BEACON_VERSION, once, site, day, path: scrubPath(path) };
    if (bot)
        common.bot = bot;
    if (kind === "time")
        return isInteger(fields.seconds, 1, Number.MAX_SAFE_INTEGER)
            ? { ...common, kind, seconds: Math.min(fields.seconds, MAX_SECONDS) }
            : "malformed";
    if (kind === "count")
        return decodeCustomCount(common, fields);
    return kind === "view" ? decodePageView(common, fields) : "malformed";
};
const decodeCustomCount = (common, { name, properties }) => {
    if (!isText(name, COUNT_NAME))
        return "malformed";
    const count = { ...common, kind: "count", name };
    if (properties === undefined)
        return count;
    if (typeof properties !== "object" || properties === null || Array.isArray(properties))
        return "malformed";
    const entries = Object.entries(properties);
    if (entries.length > MAX_PROPERTIES)
        return "malformed";
    const cleaned = {};
    for (const [property, value] of entries) {
        if (!PROPERTY_NAME.test(property) || !isText(value, PRINTABLE))
            return "malformed";
        // A path is cleaned as paths are, so that only what could identify somebody is lost.
        cleaned[property] = value[0] === "/" ? scrubPath(value) : scrubValue(value);
    }
    return { ...count, properties: cleaned };
};
const decodePageView = (common, fields) => {
    const { step, gap, previous, referrer, campaign, language, zone, screen } = fields;
    if (!isInteger(step, 1, MAX_STEP) ||
        !(gap === undefined || isInteger(gap, 0, MAX_GAP)) ||
        !(previous === undefined || previous === "" || isText(previous, PATH)) ||
        !(referrer === undefined || isText(referrer, /^[^\s/?#@]*$/)) ||
        !(campaign === undefined || typeof campaign === "string") ||
        !(language === undefined || isText(language, /^[a-z]{2,3}$/)) ||
        !(zone === undefined || isText(zone, /^[\w+/-]{1,64}$/)) ||
        !(screen === undefined || screen === "small" || screen === "medium" || screen === "large" || screen === "wide") ||
        // The entry is where they are counted.
        (step === 1 && !(language && zone && screen)))
        return "malformed";
    // One literal, filled field by field: a spread into a new object takes three times as long as all the checks above, and
    // nearly every beacon is a view.
    const { once, site, day, path, bot } = common;
    const view = { v: BEACON_VERSION, kind: "view", once, site, day, path, step };
    if (bot)
        view.bot = bot;
    if (gap !== undefined)
        view.gap = gap;
    if (previous)
        view.previous = scrubPath(previous);
    if (referrer !== undefined)
        view.referrer = scrubValue(referrer);
    // What somebody else wrote into a link is no reason to lose the view.
    if (campaign !== undefined)
        view.campaign = PRINTABLE.test(campaign) ? scrubValue(campaign) : "";
    if (language)
        view.language = language;
    if (zone)
        view.zone = zone;
    if (screen)
        view.screen = screen;
    return view;
};

/**
 * Which country a time zone lies in, for every zone and alias of the IANA database 2025b: its file `zone.tab`, and for
 * aliases `backward`. A region (`Asia/`), then for each country its code (`JP:`) and its zones. Zones that are no place
 * (`UTC`, `Etc/GMT+3`, `EST5EDT`, `CET`) are left out on purpose.
 * @see https://data.iana.org/time-zones/tzdb/zone.tab
 */
const ZONES_BY_COUNTRY = `
/ CN: PRC CU: Cuba EG: Egypt GB: GB GB-Eire HK: Hongkong IE: Eire IL: Israel IR: Iran IS: Iceland JM: Jamaica JP:
  Japan KR: ROK LY: Libya MH: Kwajalein NZ: NZ NZ-CHAT PL: Poland PT: Portugal RU: W-SU SG: Singapore TR: Turkey TW:
  ROC US: Navajo
Africa/ AO: Luanda BF: Ouagadougou BI: Bujumbura BJ: Porto-Novo BW: Gaborone CD: Kinshasa Lubumbashi CF: Bangui CG:
  Brazzaville CI: Abidjan CM: Douala DJ: Djibouti DZ: Algiers EG: Cairo EH: El_Aaiun ER: Asmara Asmera ES: Ceuta ET:
  Addis_Ababa GA: Libreville GH: Accra GM: Banjul GN: Conakry GQ: Malabo GW: Bissau KE: Nairobi LR: Monrovia LS:
  Maseru LY: Tripoli MA: Casablanca ML: Bamako Timbuktu MR: Nouakchott MW: Blantyre MZ: Maputo NA: Windhoek NE:
  Niamey NG: Lagos RW: Kigali SD: Khartoum SL: Freetown SN: Dakar SO: Mogadishu SS: Juba ST: Sao_Tome SZ: Mbabane
  TD: Ndjamena TG: Lome TN: Tunis TZ: Dar_es_Salaam UG: Kampala ZA: Johannesburg ZM: Lusaka ZW: Harare
America/ AG: Antigua AI: Anguilla AR: Argentina/Buenos_Aires Argentina/Catamarca Argentina/ComodRivadavia
  Argentina/Cordoba Argentina/Jujuy Argentina/La_Rioja Argentina/Mendoza Argentina/Rio_Gallegos Argentina/Salta
  Argentina/San_Juan Argentina/San_Luis Argentina/Tucuman Argentina/Ushuaia Buenos_Aires Catamarca Cordoba Jujuy
  Mendoza Rosario AW: Aruba BB: Barbados BL: St_Barthelemy BO: La_Paz BQ: Kralendijk BR: Araguaina Bahia Belem
  Boa_Vista Campo_Grande Cuiaba Eirunepe Fortaleza Maceio Manaus Noronha Porto_Acre Porto_Velho Recife Rio_Branco
  Santarem Sao_Paulo BS: Nassau BZ: Belize CA: Atikokan Blanc-Sablon Cambridge_Bay Coral_Harbour Creston Dawson
  Dawson_Creek Edmonton Fort_Nelson Glace_Bay Goose_Bay Halifax Inuvik Iqaluit Moncton Montreal Nipigon Pangnirtung
  Rainy_River Rankin_Inlet Regina Resolute St_Johns Swift_Current Thunder_Bay Toronto Vancouver Whitehorse Winnipeg
  Yellowknife CL: Coyhaique Punta_Arenas Santiago CO: Bogota CR: Costa_Rica CU: Havana CW: Curacao DM: Dominica DO:
  Santo_Domingo EC: Guayaquil GD: Grenada GF: Cayenne GL: Danmarkshavn Godthab Nuuk Scoresbysund Thule GP:
  Guadeloupe GT: Guatemala GY: Guyana HN: Tegucigalpa HT: Port-au-Prince JM: Jamaica KN: St_Kitts KY: Cayman LC:
  St_Lucia MF: Marigot MQ: Martinique MS: Montserrat MX: Bahia_Banderas Cancun Chihuahua Ciudad_Juarez Ensenada
  Hermosillo Matamoros Mazatlan Merida Mexico_City Monterrey Ojinaga Santa_Isabel Tijuana NI: Managua PA: Panama PE:
  Lima PM: Miquelon PR: Puerto_Rico PY: Asuncion SR: Paramaribo SV: El_Salvador SX: Lower_Princes TC: Grand_Turk TT:
  Port_of_Spain US: Adak Anchorage Atka Boise Chicago Denver Detroit Fort_Wayne Indiana/Indianapolis Indiana/Knox
  Indiana/Marengo Indiana/Petersburg Indiana/Tell_City Indiana/Vevay Indiana/Vincennes Indiana/Winamac Indianapolis
  Juneau Kentucky/Louisville Kentucky/Monticello Knox_IN Los_Angeles Louisville Menominee Metlakatla New_York Nome
  North_Dakota/Beulah North_Dakota/Center North_Dakota/New_Salem Phoenix Shiprock Sitka Yakutat UY: Montevideo VC:
  St_Vincent VE: Caracas VG: Tortola VI: St_Thomas Virgin
Antarctica/ AQ: Casey Davis DumontDUrville Mawson McMurdo Palmer Rothera South_Pole Syowa Troll Vostok AU: Macquarie
Arctic/ SJ: Longyearbyen
Asia/ AE: Dubai AF: Kabul AM: Yerevan AZ: Baku BD: Dacca Dhaka BH: Bahrain BN: Brunei BT: Thimbu Thimphu CN:
  Chongqing Chungking Harbin Kashgar Shanghai Urumqi CY: Famagusta Nicosia GE: Tbilisi HK: Hong_Kong ID: Jakarta
  Jayapura Makassar Pontianak Ujung_Pandang IL: Jerusalem Tel_Aviv IN: Calcutta Kolkata IQ: Baghdad IR: Tehran JO:
  Amman JP: Tokyo KG: Bishkek KH: Phnom_Penh KP: Pyongyang KR: Seoul KW: Kuwait KZ: Almaty Aqtau Aqtobe Atyrau Oral
  Qostanay Qyzylorda LA: Vientiane LB: Beirut LK: Colombo MM: Rangoon Yangon MN: Choibalsan Hovd Ulaanbaatar
  Ulan_Bator MO: Macao Macau MY: Kuala_Lumpur Kuching NP: Kathmandu Katmandu OM: Muscat PH: Manila PK: Karachi PS:
  Gaza Hebron QA: Qatar RU: Anadyr Barnaul Chita Irkutsk Kamchatka Khandyga Krasnoyarsk Magadan Novokuznetsk
  Novosibirsk Omsk Sakhalin Srednekolymsk Tomsk Ust-Nera Vladivostok Yakutsk Yekaterinburg SA: Riyadh SG: Singapore
  SY: Damascus TH: Bangkok TJ: Dushanbe TL: Dili TM: Ashgabat Ashkhabad TR: Istanbul TW: Taipei UZ: Samarkand
  Tashkent VN: Hanoi Ho_Chi_Minh Saigon YE: Aden
Atlantic/ BM: Bermuda CV: Cape_Verde ES: Canary FK: Stanley FO: Faeroe Faroe GS: South_Georgia IS: Reykjavik PT:
  Azores Madeira SH: St_Helena SJ: Jan_Mayen
Australia/ AU: ACT Adelaide Brisbane Broken_Hill Canberra Currie Darwin Eucla Hobart LHI Lindeman Lord_Howe
  Melbourne NSW North Perth Queensland South Sydney Tasmania Victoria West Yancowinna
Brazil/ BR: Acre DeNoronha East West
Canada/ CA: Atlantic Central Eastern Mountain Newfoundland Pacific Saskatchewan Yukon
Chile/ CL: Continental EasterIsland
Europe/ AD: Andorra AL: Tirane AT: Vienna AX: Mariehamn BA: Sarajevo BE: Brussels BG: Sofia BY: Minsk CH: Zurich CY:
  Nicosia CZ: Prague DE: Berlin Busingen DK: Copenhagen EE: Tallinn ES: Madrid FI: Helsinki FR: Paris GB: Belfast
  London GG: Guernsey GI: Gibraltar GR: Athens HR: Zagreb HU: Budapest IE: Dublin IM: Isle_of_Man IT: Rome JE:
  Jersey LI: Vaduz LT: Vilnius LU: Luxembourg LV: Riga MC: Monaco MD: Chisinau Tiraspol ME: Podgorica MK: Skopje MT:
  Malta NL: Amsterdam NO: Oslo PL: Warsaw PT: Lisbon RO: Bucharest RS: Belgrade RU: Astrakhan Kaliningrad Kirov
  Moscow Samara Saratov Ulyanovsk Volgograd SE: Stockholm SI: Ljubljana SK: Bratislava SM: San_Marino TR: Istanbul
  UA: Kiev Kyiv Simferopol Uzhgorod Zaporozhye VA: Vatican
Indian/ CC: Cocos CX: Christmas IO: Chagos KM: Comoro MG: Antananarivo MU: Mauritius MV: Maldives RE: Reunion SC:
  Mahe TF: Kerguelen YT: Mayotte
Mexico/ MX: BajaNorte BajaSur General
Pacific/ AS: Pago_Pago Samoa CK: Rarotonga CL: Easter EC: Galapagos FJ: Fiji FM: Chuuk Kosrae Pohnpei Ponape Truk
  Yap GU: Guam KI: Enderbury Kanton Kiritimati Tarawa MH: Kwajalein Majuro MP: Saipan NC: Noumea NF: Norfolk NR:
  Nauru NU: Niue NZ: Auckland Chatham PF: Gambier Marquesas Tahiti PG: Bougainville Port_Moresby PN: Pitcairn PW:
  Palau SB: Guadalcanal TK: Fakaofo TO: Tongatapu TV: Funafuti UM: Johnston Midway Wake US: Honolulu VU: Efate WF:
  Wallis WS: Apia
US/ AS: Samoa US: Alaska Aleutian Arizona Central East-Indiana Eastern Hawaii Indiana-Starke Michigan Mountain
  Pacific Pacific-New
`;

/** Code for a zone that is no place, or that nobody knows; `Intl.DisplayNames` has a name for it. */
const UNKNOWN_COUNTRY = "ZZ";
/**
 * Country of an IANA time zone, old names included.
 * @returns ISO 3166-1 alpha-2, `ZZ` for zones such as `UTC` that lie nowhere
 */
const countryOfZone = (zone) => COUNTRIES.get(zone) ?? UNKNOWN_COUNTRY;
const readTable = (text) => {
    const countries = new Map();
    let region = "";
    let country = "";
    for (const word of text.trim().split(/\s+/)) {
        if (word.endsWith("/"))
            region = word === "/" ? "" : word;
        else if (word.endsWith(":"))
            country = word.slice(0, -1);
        else
            countries.set(region + word, country);
    }
    return countries;
};
const COUNTRIES = readTable(ZONES_BY_COUNTRY);

/** Days that a beacon's day may lie from the site's day: yesterday for late ones, tomorrow for clocks that are ahead. */
const DAYS_OFF = 1;
/** The way of a beacon: size → JSON → shape → site, and the checks below in their order. Each step may refuse. */
const createIngest = (sites, limit) => {
    const utcDay = createDayClock("UTC");
    const CHECKS = [fromOwnPage, notBot, dayInReach, withinLimit(limit)];
    const refuse = (reason, origin, now, name) => {
        const site = sites.find(name ?? "") ?? sites.ofOrigin(origin ?? "");
        return { accepted: false, reason, site: site?.name ?? UNKNOWN_SITE, day: (site?.dayAt ?? utcDay)(now) };
    };
    const read = (arrival) => {
        const { origin, now } = arrival;
        const beacon = readBeacon(arrival.body);
        if (typeof beacon === "string")
            return refuse(beacon, origin, now);
        const site = sites.find(beacon.site);
        if (site === undefined)
            return refuse("unknown-site", origin, now);
        for (const check of CHECKS) {
            const reason = check(beacon, site, arrival);
            if (reason !== undefined)
                return refuse(reason, origin, now, site.name);
        }
        const increments = beacon.kind === "decision"
            ? aggregateDecision(beacon, site.dayAt(now), Math.floor(now / HOUR_MILLISECONDS))
            : aggregate(beacon, circumstancesOf(beacon, arrival));
        return { accepted: true, beacon, increments };
    };
    return { read, refuse };
};
const readBeacon = (body) => {
    if (Buffer.byteLength(body) > MAX_BEACON_BYTES)
        return "too-large";
    try {
        return decodeBeacon(JSON.parse(body));
    }
    catch {
        return "malformed";
    }
};
/** Browsers name the page's origin in every cross-origin POST; a page cannot name another's. */
const fromOwnPage = (_beacon, site, { origin }) => origin !== undefined && site.origins.includes(origin) ? undefined : "unknown-site";
const notBot = ({ bot }, _site, { userAgent }) => (bot || isBot(userAgent) ? "bot" : undefined);
/** A decision names no day: it counts on the day on which it comes. */
const dayInReach = (beacon, site, { now }) => {
    if (beacon.kind === "decision")
        return undefined;
    const days = beacon.day - site.dayAt(now);
    return days < -DAYS_OFF ? "too-old" : days > DAYS_OFF ? "too-early" : undefined;
};
const withinLimit = (limit) => (_beacon, _site, { address, now }) => limit.spend(address, now) < 0 ? "over-limit" : undefined;
/** Counted once a visit or with the first view of a day, so other views need none of it. */
const circumstancesOf = (beacon, { userAgent = "", now }) => {
    const hour = Math.floor(now / HOUR_MILLISECONDS);
    if (beacon.kind !== "view" || (beacon.step > 1 && beacon.gap === undefined))
        return { hour, browser: "", system: "", country: "" };
    return { hour, ...classifyClient(userAgent), country: countryOfZone(beacon.zone ?? "") };
};

const MINUTES = 30;
const MINUTE_MILLISECONDS = 60000;
/** Pages that a site may have in one minute; further ones count as views only, so that the memory stays bounded. */
const MAX_PAGES = 500;
const PAGES_SHOWN = 5;
/** Empty counts, of this process only. */
const createLiveCounts = () => {
    const sites = new Map();
    /** The site's minutes that still count, oldest first. Forgets the others. */
    const recent = (site, now) => {
        const oldest = Math.floor(now / MINUTE_MILLISECONDS) - MINUTES + 1;
        const minutes = (sites.get(site) ?? []).filter(({ minute }) => minute >= oldest);
        sites.set(site, minutes);
        return minutes;
    };
    return {
        count({ site, path, step }, now) {
            const current = Math.floor(now / MINUTE_MILLISECONDS);
            let minute = sites.get(site)?.at(-1);
            if (minute?.minute !== current) {
                minute = { minute: current, views: 0, visits: 0, pages: new Map() };
                recent(site, now).push(minute);
            }
            minute.views += 1;
            if (step === 1)
                minute.visits += 1;
            if (minute.pages.has(path) || minute.pages.size < MAX_PAGES)
                minute.pages.set(path, (minute.pages.get(path) ?? 0) + 1);
        },
        read(site, now, k = FEW) {
            const oldest = Math.floor(now / MINUTE_MILLISECONDS) - MINUTES + 1;
            const minutes = Array(MINUTES).fill(0);
            const pages = new Map();
            let views = 0;
            let visits = 0;
            for (const one of recent(site, now)) {
                minutes[one.minute - oldest] = one.views;
                views += one.views;
                visits += one.visits;
                for (const [path, count] of one.pages)
                    pages.set(path, (pages.get(path) ?? 0) + count);
            }
            const rows = [...pages]
                .map(([value, count]) => ({ value, count }))
                // As in a report: what fewer have seen could be about one person, who would be watched here page by page.
                .filter(({ count }) => count >= k)
                .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
            return { minutes, views, visits, pages: rows.slice(0, PAGES_SHOWN) };
        },
    };
};

/**
 * What is written, the most first: `info` is start, stop, logins and what the owner changes; `error` only what goes wrong.
 * No line is about a beacon, and none says who asked from where, or a finer time than the hour.
 */
const LOG_LEVELS = ["info", "error", "silent"];
/**
 * A log of JSON objects, one a line, on standard output.
 * @param now clock, epoch milliseconds, UTC
 */
const createLog = (level, now) => pino({
    level,
    // Neither the machine's name nor a process id; and the level by its name.
    base: null,
    formatters: { level: (label) => ({ level: label }) },
    timestamp: () => `,"time":"${hourOf(now())}"`,
}, 
// Lines and what is said to a person at the start stay in their order.
{ write: (line) => console.log(line.trimEnd()) });
const hourOf = (now) => `${isoDate(Math.floor(now / 86400000))}T${String(new Date(now).getUTCHours()).padStart(2, "0")}Z`;

/** Any page of any origin may load these; an hour old is fresh enough, and a day old is better than waiting. */
const BROWSER_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
};
/** The dashboard runs its own files and talks to its own API, and nothing else; nobody may frame it. */
const DASHBOARD_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-cache",
};
/** What is served, and under which names. The folder also holds the collector itself, which is not. */
const FOLDERS = [
    { path: ".", at: "/", names: /^kivok(-[\w-]+)?(\.dev)?\.m?js$/, headers: BROWSER_HEADERS },
    { path: "messages", at: "/messages/", names: /^[\w-]+\.json$/, headers: BROWSER_HEADERS },
    { path: "adapters", at: "/adapters/", names: /^[\w-]+\.js$/, headers: BROWSER_HEADERS },
    { path: "dashboard", at: "/dashboard/", names: /^[\w.-]+\.(html|js|css|svg)$/, headers: DASHBOARD_HEADERS },
];
const CONTENT_TYPES = {
    html: "text/html; charset=utf-8",
    js: "text/javascript; charset=utf-8",
    mjs: "text/javascript; charset=utf-8",
    css: "text/css; charset=utf-8",
    json: "application/json; charset=utf-8",
    svg: "image/svg+xml",
};
/**
 * Serves the browser files and the dashboard from memory. The list of addresses is made once, from the files that exist
 * at start: no request is ever turned into a path on the disk.
 * @param folder where the build put them
 */
const serveFiles = (app, folder) => {
    for (const { path, at, names, headers } of FOLDERS) {
        for (const name of filesIn(join(folder, path))) {
            if (!names.test(name))
                continue;
            const answer = createAnswer(readFileSync(join(folder, path, name)), {
                ...headers,
                "Content-Type": CONTENT_TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream",
            });
            app.get(at + name, answer);
            if (at === "/dashboard/" && name === "index.html")
                for (const url of ["/", at, "/dashboard"])
                    app.get(url, answer);
        }
    }
};
const filesIn = (folder) => {
    const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    return isFolder ? readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isFile() ? one.name : [])) : [];
};
const createAnswer = (content, headers) => {
    const hash = createHash("sha256").update(content).digest("base64url").slice(0, 22);
    /** Compressed by the first request that wants it, then kept. */
    const bodies = { identity: Promise.resolve(content) };
    return async (request, reply) => {
        const encoding = chooseEncoding(request.headers["accept-encoding"] ?? "");
        // Strong: the same tag is the same bytes, so each encoding has its own (RFC 9110, section 8.8.3.3).
        const tag = `"${hash}${encoding === "identity" ? "" : `-${encoding}`}"`;
        reply.headers({ ...headers, ETag: tag, Vary: "Accept-Encoding" });
        if (hasTag(request.headers["if-none-match"], tag)) {
            reply.code(304).removeHeader("Content-Type");
            return undefined;
        }
        bodies[encoding] ?? (bodies[encoding] = encoding === "br" ? compressBrotli(content) : compressGzip(content, { level: 9 }));
        if (encoding !== "identity")
            reply.header("Content-Encoding", encoding);
        return bodies[encoding];
    };
};
const compressGzip = promisify(gzip);
const compressBrotli = (content) => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
/** The smallest encoding that the client takes; `q=0` refuses one (RFC 9110, section 12.5.3). */
const chooseEncoding = (accepted) => ["br", "gzip"].find((name) => accepted
    .toLowerCase()
    .split(",")
    .some((part) => {
    const [coding, ...parameters] = part.trim().split(/\s*;\s*/);
    return coding === name && !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
})) ?? "identity";
/** `If-None-Match` compares weakly: a proxy may have made the tag weak (RFC 9110, section 13.1.2). */
const hasTag = (header, tag) => header !== undefined &&
    (header.trim() === "*" || header.split(",").some((one) => one.trim().replace(/^W\//, "") === tag));

/**
 * Prepares natural group commit: all that arrives in one turn of the event loop is one batch, and while it syncs the sockets
 * collect the next. Batches grow with the load, and nobody waits for a timer.
 */
const prepareBatches = (parts) => {
    const { transaction, once, counters } = parts;
    let waiting = [];
    const refusals = new Map();
    const commit = () => {
        const batch = waiting;
        waiting = [];
        if (batch.length === 0 && refusals.size === 0)
            return;
        try {
            const isNew = transaction(() => {
                const isNew = once.remember(batch.map(({ once }) => once));
                const fresh = batch.filter((_, index) => isNew[index]);
                counters.add(fresh.map(({ increments }) => increments), refusals.values());
                return isNew;
            });
            refusals.clear();
            for (const [index, { resolve }] of batch.entries())
                resolve(isNew[index] ? "counted" : "repeated");
        }
        catch (error) {
            for (const { reject } of batch)
                reject(error);
        }
    };
    return {
        add: (increments, number) => new Promise((resolve, reject) => {
            waiting.push({ increments, once: number, resolve, reject });
            if (waiting.length === 1)
                setImmediate(commit);
        }),
        refuse: (site, day, reason) => {
            const key = `${site} ${day} ${reason}`;
            refusals.set(key, { site, day, reason, count: (refusals.get(key)?.count ?? 0) + 1 });
        },
        commit,
    };
};

// Opening the store's file, and its schema. The files called store… are the only ones that know SQL.
/** "Kivk": tells a file of ours from any other SQLite file (sqlite.org/fileformat2.html, section 1.3.1). */
const APPLICATION_ID = 0x4b69766b;
/**
 * One step for each version of the schema; `user_version` is the number of steps that a file has seen. Steps are only
 * ever added. Days are numbers in the site's zone, hours are UTC; there is no finer time, and no row about one visit.
 * Counters with a `span` over 1 hold the sums of so many days from `day` on.
 */
const MIGRATIONS = [
    `CREATE TABLE counter (
     site TEXT NOT NULL, dimension TEXT NOT NULL, day INTEGER NOT NULL, value TEXT NOT NULL,
     span INTEGER NOT NULL, n INTEGER NOT NULL, second INTEGER NOT NULL,
     PRIMARY KEY (site, dimension, span, day, value)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE total (
     site TEXT NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL,
     views INTEGER NOT NULL, visits INTEGER NOT NULL, bounces INTEGER NOT NULL, seconds INTEGER NOT NULL,
     PRIMARY KEY (site, day, hour)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE once_0 (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
   CREATE TABLE once_1 (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
   CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
    // Gaps by hour as well, so that a part of a day can be compared with the same part of another. Of the days before, the
    // hours are not known: each gap is spread over the hours in which its day had views, and the sum of a day stays.
    // Blocks were written with every count, now they are added up later: those that there are, are complete.
    `CREATE TABLE gap (
     site TEXT NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL, gap INTEGER NOT NULL, n INTEGER NOT NULL,
     PRIMARY KEY (site, day, hour, gap)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO gap
     SELECT site, day, hour, gap, (2 * n * upto + whole) / (2 * whole) - (2 * n * (upto - views) + whole) / (2 * whole) AS part
     FROM (SELECT site, day, CAST(value AS INTEGER) AS gap, n FROM counter WHERE dimension = 'gap' AND span = 1)
     JOIN (SELECT site, day, hour, views, sum(views) OVER (PARTITION BY site, day ORDER BY hour) AS upto,
       sum(views) OVER (PARTITION BY site, day) AS whole FROM total WHERE views > 0) USING (site, day)
     WHERE part > 0;
   CREATE TABLE once_log (batch INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;
   CREATE TABLE block (site TEXT NOT NULL, span INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (site, span, day))
     STRICT, WITHOUT ROWID;
   INSERT INTO block SELECT DISTINCT site, span, day FROM counter WHERE span > 1;`,
    // Sums of whole days, which long ranges are drawn from: a year of hours is 24 times as many rows.
    `CREATE TABLE day_total (
     site TEXT NOT NULL, day INTEGER NOT NULL,
     views INTEGER NOT NULL, visits INTEGER NOT NULL, bounces INTEGER NOT NULL, seconds INTEGER NOT NULL,
     PRIMARY KEY (site, day)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO day_total
     SELECT site, day, sum(views), sum(visits), sum(bounces), sum(seconds) FROM total GROUP BY site, day;`,
    // First views by gap as a list, for each value of some dimensions: [gap 0, gap 1, …], as far as there are any.
    `CREATE TABLE visitor (
     site TEXT NOT NULL, dimension TEXT NOT NULL, day INTEGER NOT NULL, value TEXT NOT NULL,
     span INTEGER NOT NULL, gaps TEXT NOT NULL,
     PRIMARY KEY (site, dimension, span, day, value)
   ) STRICT, WITHOUT ROWID;`,
];
/** What SQLite keeps of the file in memory. Under load all of it fills up, and the system keeps the file in memory as well. */
const CACHE_KIBIBYTES = 4 * 1024;
/** Pages of 4 KiB after which the log is moved into the file. The same pages are written again and again: 16 MiB save most. */
const LOG_PAGES = 4096;
/** Milliseconds to wait for another program that has the file open, a copy for safety for example. */
const BUSY_MILLISECONDS = 1000;
/**
 * Opens a database of the current schema, or makes it. `synchronous=FULL`: a commit has been synced when it returns.
 * @throws Error with the reason for a file that is not ours, damaged, too new or out of reach; it is left as it is
 */
const openDatabase = (path) => {
    const database = connect(path);
    try {
        const rows = query(database);
        const number = (sql) => Number(rows(sql)()[0]?.[0]);
        // Nothing may be written before it is clear that the file is ours and sound.
        const found = String(rows("PRAGMA quick_check(1)")()[0]?.[0]);
        if (found !== "ok")
            throw new Error(`the file is damaged (${found.replace(/\s+/g, " ").trim()})`);
        const version = number("PRAGMA user_version");
        const isEmpty = number("SELECT count(*) FROM sqlite_schema") === 0;
        if (!isEmpty && number("PRAGMA application_id") !== APPLICATION_ID)
            throw new Error("it belongs to another program");
        if (version > MIGRATIONS.length)
            throw new Error(`a newer Kivok wrote it (version ${version})`);
        rows("PRAGMA journal_mode = WAL")();
        database.exec(`PRAGMA synchronous = FULL; PRAGMA cache_size = ${-CACHE_KIBIBYTES}; PRAGMA wal_autocheckpoint = ${LOG_PAGES};`);
        for (const [index, migration] of MIGRATIONS.entries()) {
            if (index < version)
                continue;
            const stamp = `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1};`;
            database.exec(`BEGIN IMMEDIATE; ${migration} ${stamp} COMMIT;`);
        }
        return database;
    }
    catch (error) {
        database.close();
        throw error;
    }
};
/**
 * Writes a consistent copy while a collector runs on the file, in this process or another; what was deleted before is not
 * in it. Resolves when it is on disk.
 * @param target must not exist yet
 * @throws Error with one clear sentence
 */
const backupDatabase = (path, target) => {
    if (!existsSync(path))
        throw new Error(`cannot back up ${path}: there is no such file`);
    if (existsSync(target))
        throw new Error(`cannot write the backup to ${target}: it exists already`);
    let database;
    try {
        database = connect(path);
        if (Number(query(database)("PRAGMA application_id")()[0]?.[0]) !== APPLICATION_ID)
            throw new Error("it belongs to another program");
        database.prepare("VACUUM INTO ?").run([target]);
        // SQLite leaves the copy to the system, which has not written it yet.
        const file = openSync(target, "r+");
        fsyncSync(file);
        closeSync(file);
    }
    catch (error) {
        rmSync(target, { force: true });
        throw new Error(`cannot back up ${path} to ${target}: ${error instanceof Error ? error.message : error}`, {
            cause: error,
        });
    }
    finally {
        database?.close();
    }
};
const connect = (path) => {
    try {
        return new Database(path, { timeout: BUSY_MILLISECONDS });
    }
    catch (error) {
        // The driver says "ConnectionFailed" and SQLite's result code: 14 is SQLITE_CANTOPEN.
        const cannotOpen = error instanceof Error && /: 14"\)$/.test(error.message);
        throw cannotOpen ? new Error("the folder is missing or out of reach", { cause: error }) : error;
    }
};
/** Prepares questions. Rows as arrays, parameters always as an array: the driver takes a single object, a Buffer too, for named parameters. */
const query = (database) => (sql) => {
    const statement = database.prepare(sql);
    const raw = statement.raw();
    return (...parameters) => raw.all(parameters);
};
/**
 * The JSON object of a map, as text: a batch has other keys each time, and objects that get a new shape for each are slow.
 * @param write gives the JSON of a value
 */
const jsonObject = (map, write) => {
    let text = "";
    for (const [key, value] of map)
        text += `${text && ","}${JSON.stringify(key)}:${write(value)}`;
    return `{${text}}`;
};

/** Days of a block, each a multiple of the one before: a year is read from a dozen blocks and a few days at its ends. */
const SPANS = [4, 16, 64, 256];
/**
 * Dimensions of a report, named one by one, or SQLite would not use the key behind them. They have blocks, and so have
 * pairs, which are many and are read by themselves. Unique visitors need every single day.
 */
const LISTED = [...DIMENSIONS, "forgets", "refused"].map((dimension) => `'${dimension}'`).join(",");
const largest = [...SPANS].reverse();
const nameOf = (site, span, day) => `${site} ${span} ${day}`;
/** Reads which blocks there are. */
const prepareBlocks = (database, visitors) => {
    const rows = query(database);
    const sites = rows("SELECT site, min(day), max(day) FROM total GROUP BY site");
    const mark = database.prepare("INSERT INTO block VALUES (?, ?, ?)");
    const insert = database.prepare(`INSERT INTO counter (site, dimension, span, day, value, n, second)
     SELECT site, dimension, ?, ?, value, sum(n), sum(second) FROM counter
     WHERE site = ? AND dimension IN (${LISTED}, 'pair', 'decision') AND span = ? AND day BETWEEN ? AND ? GROUP BY dimension, value`);
    const readBlocks = rows("SELECT site, span, day FROM block");
    const unmark = database.prepare("DELETE FROM block WHERE site = ? AND day <= ? AND day + span > ?");
    const empty = ["counter", "visitor"].map((table) => database.prepare(`DELETE FROM ${table} WHERE site = ? AND span > 1 AND day <= ? AND day + span > ?`));
    const added = new Set();
    const reload = () => {
        added.clear();
        for (const [site, span, day] of readBlocks())
            added.add(nameOf(String(site), Number(span), Number(day)));
    };
    reload();
    return {
        reload,
        drop(site, from, to) {
            unmark.run([site, to, from]);
            for (const statement of empty)
                statement.run([site, to, from]);
        },
        addUp() {
            const names = [];
            for (const [site, first, last] of sites()) {
                let lower = 1;
                for (const span of SPANS) {
                    // Up to two days ago: for the last two there is much to come, which would be written twice.
                    for (let day = first - (first % span); day + span < last; day += span) {
                        const name = nameOf(site, span, day);
                        if (added.has(name))
                            continue;
                        insert.run([span, day, site, lower, day, day + span - 1]);
                        visitors.addUp(site, lower, span, day);
                        mark.run([site, span, day]);
                        names.push(name);
                    }
                    lower = span;
                }
            }
            return () => {
                for (const name of names)
                    added.add(name);
            };
        },
        around: (site, day) => SPANS.map((span) => ({ span, day: day - (day % span) })).filter((block) => added.has(nameOf(site, block.span, block.day))),
        cover(site, from, to) {
            const pieces = [];
            let day = from;
            while (day <= to) {
                const span = largest.find((span) => day % span === 0 && day + span - 1 <= to && added.has(nameOf(site, span, day))) ?? 1;
                const last = pieces.at(-1);
                const isSame = last?.span === span;
                if (isSame)
                    pieces.pop();
                pieces.push({ span, from: isSame ? last.from : day, to: day + span - 1 });
                day += span;
            }
            return pieces;
        },
    };
};

/** Prepares the table's statements. */
const prepareVisitors = (database) => {
    const rows = query(database);
    // A batch is one question and one command. CROSS JOIN keeps this order, in which each row is found by its key.
    const readSome = rows(`SELECT dimension, visitor.value, gaps FROM json_each(?1) AS listed CROSS JOIN json_each(listed.value) AS one
     CROSS JOIN visitor ON site = ?2 AND dimension = listed.key AND span = ?3 AND day = ?4 AND visitor.value = one.key`);
    const write = database.prepare(`INSERT OR REPLACE INTO visitor (site, dimension, span, day, value, gaps)
     SELECT ?2, listed.key, ?3, ?4, one.key, one.value
     FROM json_each(?1) AS listed, json_each(listed.value) AS one`);
    const names = [...GAP_DIMENSIONS.values()].map((dimension) => `'${dimension}'`).join(",");
    const readDays = rows(`SELECT dimension, day, json_group_array(value), json_group_array(gaps) FROM visitor
     WHERE site = ? AND dimension IN (${names}) AND span = ? AND day BETWEEN ? AND ? GROUP BY dimension, day`);
    const firstDay = rows("SELECT min(day) FROM visitor WHERE site = ? AND dimension = 'screen' AND span = 1");
    const removeOne = database.prepare("DELETE FROM visitor WHERE site = ? AND dimension = ? AND value = ?");
    return {
        add(site, { span, from }, values, away) {
            if (values.size === 0)
                return;
            const sums = new Map(Array.from(values, ([dimension, own]) => [dimension, movedBy(own, away)]));
            for (const [dimension, value, gaps] of readSome(jsonOf$1(sums), site, span, from)) {
                const sum = sums.get(dimension)?.get(String(value));
                if (sum)
                    addGaps(sum, listOf(gaps), 0);
            }
            write.run([jsonOf$1(sums), site, span, from]);
        },
        addUp(site, lower, span, day) {
            const sums = new Map();
            for (const { dimension, at, value, gaps } of unfold(readDays(site, lower, day, day + span - 1))) {
                const own = sums.get(dimension) ?? new Map();
                sums.set(dimension, own);
                const sum = own.get(value) ?? [];
                own.set(value, sum);
                addGaps(sum, gaps, at - day);
            }
            write.run([jsonOf$1(sums), site, span, day]);
        },
        read(site, pieces) {
            const start = pieces[0]?.from ?? 0;
            const sums = new Map([...GAP_DIMENSIONS.values()].map((dimension) => [dimension, new Map()]));
            for (const { span, from, to } of pieces)
                for (const { dimension, at, value, gaps } of unfold(readDays(site, span, from, to))) {
                    const own = sums.get(dimension);
                    const visitors = visitorsIn(gaps, at - start);
                    if (visitors > 0)
                        own?.set(value, (own.get(value) ?? 0) + visitors);
                }
            return sums;
        },
        firstDay: (site) => firstDay(site)[0]?.[0] ?? undefined,
        counters: (site, from, to) => [...unfold(readDays(site, 1, from, to))].flatMap(({ dimension, at, value, gaps }) => gaps.flatMap((count, gap) => count ? [[gapsOf(dimension), at, gapValue(gap, value), count, 0]] : [])),
        removeValue: (site, dimension, value) => removeOne.run([site, dimension, value]).changes,
    };
};
/**
 * Gaps of each value, made of counters with a gap in each value.
 * @param counts each a value with its gap, and its count
 * @param nameOf the value under which one is counted @default itself
 */
const gapsByValue = (counts, nameOf = (value) => value) => {
    const values = new Map();
    for (const [gapped, { count }] of counts) {
        // An import may hold anything; see store-counters.ts.
        const name = nameOf(valueIn(gapped).toWellFormed());
        const gaps = values.get(name) ?? [];
        values.set(name, gaps);
        const gap = gapIn(gapped);
        while (gaps.length <= gap)
            gaps.push(0);
        gaps[gap] = (gaps[gap] ?? 0) + count;
    }
    return values;
};
/** The gaps of some values as those of a day that came so many days earlier. */
const movedBy = (values, away) => new Map(Array.from(values, ([value, gaps]) => {
    const moved = [];
    addGaps(moved, gaps, away);
    return [value, moved];
}));
/** `{"source":{"example.org":[1,0,2],…},…}` */
const jsonOf$1 = (values) => jsonObject(values, (own) => jsonObject(own, (gaps) => `[${gaps.join(",")}]`));
/** The values of each row, which has them and their lists of gaps as JSON arrays. */
function* unfold(rows) {
    for (const [dimension, at, values, lists] of rows) {
        const gaps = JSON.parse(String(lists));
        for (const [index, value] of JSON.parse(String(values)).entries())
            yield { dimension: dimension, at: Number(at), value, gaps: listOf(gaps[index]) };
    }
}
const listOf = (gaps) => (gaps === undefined ? [] : JSON.parse(String(gaps)));

/** Values that a dimension may have for one site and day; further ones are counted together under {@link OTHER}. */
const MAX_VALUES_PER_DAY = 2000;
/** Name of what is over the cap. */
const OTHER = "(other)";
/**
 * Prepares the writing of counters. One command writes all counters of a day, from JSON: a call of the driver costs more
 * than what SQLite does in it.
 */
const prepareCounters = (database, blocks, visitors) => {
    const rows = query(database);
    // `WHERE true`, or SQLite takes ON for a part of the join (sqlite.org/lang_upsert.html, section 2.2).
    const upsert = database.prepare(`INSERT INTO counter (n, second, site, dimension, span, day, value)
     SELECT one.value ->> 0, one.value ->> 1, ?1, listed.key, ?2, ?3, one.key
     FROM json_each(?4) AS listed, json_each(listed.value) AS one WHERE true
     ON CONFLICT DO UPDATE SET n = n + excluded.n, second = second + excluded.second`);
    const addTotals = database.prepare(`INSERT INTO total VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET views = views + excluded.views, visits = visits + excluded.visits,
       bounces = bounces + excluded.bounces, seconds = seconds + excluded.seconds`);
    const addDayTotals = database.prepare(`INSERT INTO day_total VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET views = views + excluded.views, visits = visits + excluded.visits,
       bounces = bounces + excluded.bounces, seconds = seconds + excluded.seconds`);
    const addGaps = database.prepare(`INSERT INTO gap SELECT ?, ?, ?, key, value FROM json_each(?) WHERE true
     ON CONFLICT DO UPDATE SET n = n + excluded.n`);
    const countValues = rows("SELECT count(*) FROM counter WHERE site = ? AND dimension = ? AND span = 1 AND day = ?");
    const knownValues = rows(`SELECT value FROM counter WHERE site = ? AND dimension = ? AND span = 1 AND day = ?
       AND value IN (SELECT value FROM json_each(?))`);
    /** By site, dimension and day: how many upserts fit under the cap in any case. */
    const spare = new Map();
    /** The values under which these are counted: new ones above the cap are counted together. */
    const withinCap = (site, day, dimension, values) => {
        const key = `${site} ${dimension} ${day}`;
        let fits = spare.get(key) ?? 0;
        if (fits < values.size) {
            const size = Number(countValues(site, dimension, day)[0]?.[0]);
            if (size + values.size > MAX_VALUES_PER_DAY)
                return fold(site, day, dimension, values, size);
            fits = MAX_VALUES_PER_DAY - size;
        }
        // An upsert does not tell whether its value is new, so all of them may be.
        spare.set(key, fits - values.size);
        return values;
    };
    const fold = (site, day, dimension, values, size) => {
        const asked = JSON.stringify([...values.keys()]);
        const known = new Set(knownValues(site, dimension, day, asked).map(([value]) => value));
        const folded = new Map();
        let left = MAX_VALUES_PER_DAY - size;
        for (const [value, { count, second }] of values) {
            const isCounted = known.has(value) || left-- > 0;
            const sum = entry(folded, isCounted ? value : OTHER, () => ({ count: 0, second: 0 }));
            sum.count += count;
            sum.second += second;
        }
        return folded;
    };
    const addDimensions = ({ site, day, dimensions }) => {
        const counted = new Map();
        const visits = new Map();
        for (const [dimension, values] of dimensions) {
            const base = GAP_DIMENSIONS.get(dimension);
            // What adds nothing makes no row, such as an exit that was one only until the next page of the same batch.
            for (const [value, { count, second }] of values)
                if (!count && !second)
                    values.delete(value);
            if (!base)
                counted.set(dimension, withinCap(site, day, dimension, values));
            // The base came before: visitors of values over the cap are counted together as well.
            else
                visits.set(base, gapsByValue(values, (value) => (counted.get(base)?.has(value) ? value : OTHER)));
        }
        upsert.run([site, 1, day, jsonOf(counted)]);
        visitors.add(site, { span: 1, from: day }, visits, 0);
        const around = blocks.around(site, day);
        counted.delete("gap");
        for (const { span, day: from } of around) {
            upsert.run([site, span, from, jsonOf(counted)]);
            visitors.add(site, { span, from }, visits, day - from);
        }
    };
    return {
        add(batch, refusals) {
            for (const sums of sumUp(batch)) {
                const { site, day, hours } = sums;
                for (const [hour, { views, visits, bounces, seconds, gaps }] of hours) {
                    if (views || visits || bounces || seconds) {
                        addTotals.run([site, day, hour, views, visits, bounces, seconds]);
                        addDayTotals.run([site, day, views, visits, bounces, seconds]);
                    }
                    if (gaps.size > 0)
                        addGaps.run([site, day, hour, JSON.stringify(Object.fromEntries(gaps))]);
                }
                addDimensions(sums);
            }
            for (const { site, day, reason, count } of refusals)
                addDimensions({ site, day, dimensions: new Map([["refused", new Map([[reason, { count, second: 0 }]])]]) });
        },
        forgetSizes: () => spare.clear(),
    };
};
/** Adds up in memory first: under load most beacons of a batch meet in the same few counters. */
const sumUp = (batch) => {
    const days = new Map();
    for (const { site, day, hour, views, visits, bounces, seconds, counts } of batch) {
        const { hours, dimensions } = entry(days, `${site} ${day}`, () => ({
            site,
            day,
            hours: new Map(),
            dimensions: new Map(),
        }));
        const total = entry(hours, hour, () => ({ views: 0, visits: 0, bounces: 0, seconds: 0, gaps: new Map() }));
        total.views += views;
        total.visits += visits;
        total.bounces += bounces;
        total.seconds += seconds;
        for (const { dimension, value, count, second } of counts) {
            const values = entry(dimensions, dimension, () => new Map());
            // Half a surrogate pair, where a text was cut, has no UTF-8: the driver would end the process when it reads it.
            const sum = entry(values, value.toWellFormed(), () => ({ count: 0, second: 0 }));
            sum.count += count;
            sum.second += second;
            if (dimension === "gap")
                total.gaps.set(value, (total.gaps.get(value) ?? 0) + count);
        }
    }
    return days.values();
};
/**
 * Values by dimension as the upsert reads them: `{"page":{"/":[1,0],…},…}`. Written as text, since objects with a key for each
 * value take longer to build than everything else that is done with a batch.
 */
const jsonOf = (dimensions) => jsonObject(dimensions, (values) => jsonObject(values, ({ count, second }) => `[${count},${second}]`));
/** The value of a key, made if it was not there. */
const entry = (map, key, make) => {
    const found = map.get(key);
    if (found !== undefined)
        return found;
    const made = make();
    map.set(key, made);
    return made;
};

// One-time numbers in the store's file. The files called store… are the only ones that know SQL.
/** Hexadecimal digits of a hash: 96 bits, so that no two of a billion numbers meet. */
const DIGITS = 24;
/**
 * Numbers that wait in the log. Hashes fall anywhere in a sorted table, so that a batch would touch nearly as many pages
 * as it has numbers, and every one of them is written and synced; sorted in by the thousand, many share a page.
 */
const MAX_YOUNG = 8192;
/**
 * One-time numbers of the last minutes, as keyed hashes, without a time: a generation is a table, and a whole table is
 * forgotten at once. The newest ones are in memory and, batch by batch, in a log. They are written with the counts, so a
 * crash loses both or neither. A batch is one question and one command: calls of the driver cost more than SQLite's work.
 */
const prepareOnce = (database) => {
    const rows = query(database);
    const newKey = randomBytes(32).toString("hex");
    database.prepare("INSERT OR IGNORE INTO setting VALUES ('once-key', ?)").run([newKey]);
    const key = String(rows("SELECT value FROM setting WHERE name = 'once-key'")()[0]?.[0]);
    const log = rows("SELECT hex(hashes) FROM once_log");
    const readGeneration = rows("SELECT value FROM setting WHERE name = 'generation'");
    const writeGeneration = database.prepare("INSERT OR REPLACE INTO setting VALUES ('generation', ?)");
    const known = rows(`SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM once_0 WHERE hash = unhex(value))
       OR EXISTS (SELECT 1 FROM once_1 WHERE hash = unhex(value))`);
    const append = database.prepare("INSERT INTO once_log (hashes) VALUES (unhex(?))");
    const clearLog = database.prepare("DELETE FROM once_log");
    const generations = [0, 1].map((number) => ({
        insert: database.prepare(`INSERT OR IGNORE INTO once_${number} SELECT unhex(value) FROM json_each(?) ORDER BY value`),
        clear: database.prepare(`DELETE FROM once_${number}`),
    }));
    /** What is in the log, and which generation it will be sorted into; read when it is needed. */
    let state;
    const read = () => {
        const hashes = log().flatMap(([batch]) => String(batch).toLowerCase().match(/.{24}/g) ?? []);
        return { young: new Set(hashes), generation: Number(readGeneration()[0]?.[0] ?? 0) };
    };
    const sortIn = ({ young, generation }) => {
        generations[generation]?.insert.run([JSON.stringify([...young])]);
        clearLog.run([]);
        young.clear();
    };
    // The key comes first and has a fixed length, and the rest of the hash is thrown away: as good as an HMAC here, and
    // six times as fast.
    const hashOf = (number) => hash("sha256", key + number, "hex").slice(0, DIGITS);
    return {
        remember(numbers) {
            state ?? (state = read());
            const { young } = state;
            const hashes = numbers.map(hashOf);
            const old = new Set(known(JSON.stringify(hashes)).map(([found]) => String(found)));
            let fresh = "";
            const isNew = hashes.map((one) => {
                if (old.has(one) || young.has(one))
                    return false;
                young.add(one);
                fresh += one;
                return true;
            });
            if (fresh !== "")
                append.run([fresh]);
            if (young.size >= MAX_YOUNG)
                sortIn(state);
            return isNew;
        },
        forgetOlder() {
            state ?? (state = read());
            sortIn(state);
            const generation = state.generation === 0 ? 1 : 0;
            generations[generation]?.clear.run([]);
            writeGeneration.run([String(generation)]);
            state = { ...state, generation };
        },
        reload() {
            state = undefined;
        },
    };
};

/** Prepares the reading of counters. */
const prepareReading = (database, blocks, visitors) => {
    const rows = query(database);
    const daySums = rows("SELECT day, views, visits, bounces, seconds FROM day_total WHERE site = ? AND day BETWEEN ? AND ? ORDER BY day");
    const hourSums = rows("SELECT hour, views, visits, bounces, seconds FROM total WHERE site = ? AND day = ? ORDER BY hour");
    // One row a dimension and day, in the order of the key, and added up here: the driver takes ten times as long for one
    // row a value, and SQLite as long to sort them for its own sums.
    const columnsOf = (dimensions) => rows(`SELECT dimension, json_group_array(value), json_group_array(n),
      json_group_array(second) FILTER (WHERE dimension IN ('page', 'entry'))
    FROM counter WHERE site = ? AND dimension IN (${dimensions}) AND span = ? AND day BETWEEN ? AND ? GROUP BY dimension, day`);
    const [listed, paired, decided] = [columnsOf(LISTED), columnsOf("'pair'"), columnsOf("'decision'")];
    const gaps = rows(`SELECT day, json_group_array(value), json_group_array(n) FROM counter
    WHERE site = ? AND dimension = 'gap' AND span = 1 AND day BETWEEN ? AND ? GROUP BY day`);
    const gapsByHour = rows("SELECT hour, json_group_array(gap), json_group_array(n) FROM gap WHERE site = ? AND day = ? GROUP BY hour");
    const firstDay = rows("SELECT min(day) FROM total WHERE site = ?");
    const everyCounter = rows("SELECT dimension, day, value, n, second FROM counter WHERE site = ? AND span = 1 AND day BETWEEN ? AND ?");
    const everyTotal = rows("SELECT day, hour, views, visits, bounces, seconds FROM total WHERE site = ? AND day BETWEEN ? AND ?");
    const everyGap = rows("SELECT day, hour, gap, n FROM gap WHERE site = ? AND day BETWEEN ? AND ?");
    const sumUp = (read, site, from, to) => {
        const sums = new Map();
        for (const piece of blocks.cover(site, from, to))
            for (const row of read(site, piece.span, piece.from, piece.to))
                addColumns(sums, row);
        return [...sums].flatMap(([dimension, ofDimension]) => [...ofDimension].map(([value, sum]) => ({ dimension: dimension, value, ...sum })));
    };
    return {
        daySums: (site, from, to) => new Map(daySums(site, from, to).map(([day, ...sums]) => [Number(day), sumsOf(sums)])),
        hourSums: (site, day) => new Map(hourSums(site, day).map(([hour, ...sums]) => [Number(hour), sumsOf(sums)])),
        values: (site, from, to) => sumUp(listed, site, from, to),
        pairs: (site, from, to) => sumUp(paired, site, from, to),
        decisions: (site, from, to) => sumUp(decided, site, from, to),
        gaps: (site, from, to) => readHistograms(gaps(site, from, to)),
        visitors: (site, from, to) => visitors.read(site, blocks.cover(site, from, to)),
        firstDayOfVisitors: visitors.firstDay,
        gapsByHour: (site, day) => readHistograms(gapsByHour(site, day)),
        firstDay: (site) => firstDay(site)[0]?.[0] ?? undefined,
        counters: (site, from, to) => ({
            counters: [
                ...everyCounter(site, from, to),
                ...visitors.counters(site, from, to),
            ],
            totals: everyTotal(site, from, to),
            gaps: everyGap(site, from, to),
        }),
    };
};
const sumsOf = (row) => {
    const [views = 0, visits = 0, bounces = 0, seconds = 0] = row;
    return { views, visits, bounces, seconds };
};
/** Rows of a day or hour with its gaps and their counts, each as a JSON array. */
const readHistograms = (rows) => new Map(rows.map(([at, ...columns]) => {
    const histogram = Array(MAX_GAP + 1).fill(0);
    const [gaps = [], counts = []] = columns.map((column) => JSON.parse(String(column)));
    for (const [index, gap] of gaps.entries())
        histogram[Number(gap)] = counts[index];
    return [Number(at), histogram];
}));
/** Adds columns of values, counts and second numbers (none: 0), each as a JSON array, to the sums of their dimension. */
const addColumns = (sums, [dimension = "", ...columns]) => {
    const [values, counts, seconds] = columns.map((column) => JSON.parse(column));
    const own = sums.get(dimension) ?? new Map();
    sums.set(dimension, own);
    for (const [index, value] of values.entries()) {
        const sum = own.get(value);
        if (sum === undefined)
            own.set(value, { count: counts[index] ?? 0, second: seconds[index] ?? 0 });
        else {
            sum.count += counts[index] ?? 0;
            sum.second += seconds[index] ?? 0;
        }
    }
};

/** Receipts that are read at once: an export never holds all of them in memory. */
const PAGE = 500;
/**
 * Made with the first receipt and by no step of the schema: the file of an owner who collects none stays one of counters only.
 */
const TABLE = `CREATE TABLE IF NOT EXISTS receipt (
    place INTEGER PRIMARY KEY, site TEXT NOT NULL, number TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (site, number)
  ) STRICT;
  CREATE TRIGGER IF NOT EXISTS receipt_stays BEFORE UPDATE ON receipt
    BEGIN SELECT RAISE(ABORT, 'receipts stay as they are'); END;`;
const prepareReceipts = (database) => {
    const rows = query(database);
    const prepare = () => ({
        find: rows("SELECT text FROM receipt WHERE site = ? AND number = ?"),
        page: rows(`SELECT place, text FROM receipt WHERE site = ? AND place > ? ORDER BY place LIMIT ${PAGE}`),
        insert: database.prepare("INSERT INTO receipt (site, number, text) VALUES (?, ?, ?)"),
    });
    let prepared;
    const table = () => {
        if (!prepared && rows("SELECT 1 FROM sqlite_schema WHERE name = 'receipt'")().length > 0)
            prepared = prepare();
        return prepared;
    };
    const find = (site, number) => table()?.find(site, number)[0]?.[0];
    return {
        add: (site, number, text) => {
            const before = find(site, number);
            if (before !== undefined)
                return before === text ? "repeated" : "other";
            if (!table())
                database.exec(TABLE);
            // One statement is one transaction, synced when it returns (`synchronous=FULL`).
            table()?.insert.run([site, number, text]);
            return "added";
        },
        find,
        page: (site, after) => (table()?.page(site, after) ?? []).map(([place, text]) => ({ place: Number(place), text: String(text) })),
    };
};

/**
 * Prepares transactions.
 * @param when.onFailure called when one fails after one that succeeded, so once for a disk that stays full
 * @param when.onRollback called after each that fails: what is in memory of the file is no longer true
 */
const prepareTransactions = (database, when) => {
    const begin = database.prepare("BEGIN IMMEDIATE");
    const end = database.prepare("COMMIT");
    let writable = true;
    return {
        transaction: (write) => {
            try {
                begin.run([]);
                const result = write();
                end.run([]);
                writable = true;
                return result;
            }
            catch (error) {
                if (writable)
                    when.onFailure(error);
                writable = false;
                // SQLite rolls back by itself after some failures (a full disk), and then ROLLBACK is an error of its own.
                if (database.inTransaction)
                    database.exec("ROLLBACK");
                when.onRollback();
                throw error;
            }
        },
        isWritable: () => writable,
    };
};

/** Dimensions that hold the same kind of value: who deletes a path means it as an entry and as an exit too. */
const KIN = [["page", "entry", "exit"]];
const HAS_SPAN = new Set(["counter", "visitor"]);
/** Prepares the owner's changes. */
const prepareUpkeep = (database, blocks, visitors) => {
    const tables = ["counter", "visitor", "total", "day_total", "gap"].map((table) => database.prepare(`DELETE FROM ${table} WHERE site = ? AND day BETWEEN ? AND ?${HAS_SPAN.has(table) ? " AND span = 1" : ""}`));
    const removeOne = database.prepare("DELETE FROM counter WHERE site = ? AND dimension = ? AND value = ?");
    // A pair is a source, a space and an entry page.
    const removePairs = database.prepare(`DELETE FROM counter WHERE site = ?1 AND dimension = 'pair'
       AND (substr(value, 1, instr(value, ' ') - 1) = ?2 OR substr(value, instr(value, ' ') + 1) = ?2)`);
    const addCounter = database.prepare("INSERT INTO counter (site, dimension, span, day, value, n, second) VALUES (?, ?, 1, ?, ?, ?, ?)");
    const addTotal = database.prepare("INSERT INTO total VALUES (?, ?, ?, ?, ?, ?, ?)");
    const addDayTotals = database.prepare(`INSERT INTO day_total SELECT site, day, sum(views), sum(visits), sum(bounces), sum(seconds)
     FROM total WHERE site = ? AND day = ? GROUP BY site, day`);
    const addGap = database.prepare("INSERT INTO gap VALUES (?, ?, ?, ?, ?)");
    const remove = (site, from, to) => {
        const changes = tables.map((table) => table.run([site, from, to]).changes);
        // A block of many days that touches these is no longer true; it is added up again from the days that stay.
        blocks.drop(site, from, to);
        return changes.some((count) => count > 0);
    };
    // Refusals and decisions are counted on days without views too. Each is found by its key, without reading the days.
    const oldest = query(database)(`SELECT min(day) FROM total WHERE site = ?1 UNION ALL
     SELECT min(day) FROM counter WHERE site = ?1 AND dimension = 'refused' AND span = 1 UNION ALL
     SELECT min(day) FROM counter WHERE site = ?1 AND dimension = 'decision' AND span = 1`);
    return {
        remove,
        hasBefore: (site, day) => oldest(site).some(([first]) => first !== null && Number(first) < day),
        removeValue(site, dimension, value) {
            const dimensions = KIN.find((kin) => kin.includes(dimension)) ?? [dimension];
            const removed = dimensions.map((one) => removeOne.run([site, one, value]).changes);
            removed.push(visitors.removeValue(site, dimension, value));
            if (dimensions.includes("page") || dimension === "source")
                removed.push(removePairs.run([site, value]).changes);
            return removed.reduce((sum, count) => sum + count, 0);
        },
        takeIn(site, { counters, totals, gaps }) {
            const days = new Set([...counters.map(([, day]) => day), ...totals.map(([day = 0]) => day)]);
            for (const day of days)
                remove(site, day, day);
            for (const [dimension, day, value, count, second] of counters)
                if (!GAP_DIMENSIONS.has(dimension))
                    addCounter.run([site, dimension, day, value, count, second]);
            for (const [gaps, dimension] of GAP_DIMENSIONS)
                for (const [day, own] of byDay(counters.filter(([name]) => name === gaps)))
                    visitors.add(site, { span: 1, from: day }, new Map([[dimension, gapsByValue(own)]]), 0);
            for (const row of totals)
                addTotal.run([site, ...row]);
            for (const day of days)
                addDayTotals.run([site, day]);
            for (const row of gaps)
                addGap.run([site, ...row]);
        },
        wipe() {
            database.exec("VACUUM");
            query(database)("PRAGMA wal_checkpoint(TRUNCATE)")();
        },
    };
};
const byDay = (counters) => {
    const days = new Map();
    for (const [, day, value, count] of counters) {
        const own = days.get(day);
        if (own)
            own.push([value, { count }]);
        else
            days.set(day, [[value, { count }]]);
    }
    return days;
};

/**
 * Opens the file, or makes it.
 * @param onFailure called when a write fails after one that succeeded, so once for a disk that stays full
 * @throws Error "cannot open the store at PATH: reason"; a file that cannot be used is left as it is
 */
const openStore = (path, onFailure = () => { }) => {
    try {
        return createStore(openDatabase(path), onFailure);
    }
    catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`cannot open the store at ${path}: ${reason}`, { cause: error });
    }
};
const createStore = (database, onFailure) => {
    const rows = query(database);
    const visitors = prepareVisitors(database);
    const blocks = prepareBlocks(database, visitors);
    const counters = prepareCounters(database, blocks, visitors);
    const once = prepareOnce(database);
    const readSetting = rows("SELECT value FROM setting WHERE name = ?");
    const writeSetting = database.prepare("INSERT OR REPLACE INTO setting VALUES (?, ?)");
    const { transaction, isWritable } = prepareTransactions(database, {
        onFailure,
        onRollback: () => {
            counters.forgetSizes();
            once.reload();
        },
    });
    const { add, refuse, commit } = prepareBatches({ transaction, once, counters });
    const read = prepareReading(database, blocks, visitors);
    const upkeep = prepareUpkeep(database, blocks, visitors);
    /** A change by the owner: what waits is written first, and afterwards nothing is known of sizes or blocks any more. */
    const change = (write) => {
        commit();
        try {
            return transaction(write);
        }
        finally {
            counters.forgetSizes();
            blocks.reload();
        }
    };
    const committed = (reading) => (site, from, to) => {
        commit();
        return reading(site, from, to);
    };
    return {
        add,
        refuse,
        ...read,
        // Refusals wait in memory, and are among these.
        values: committed(read.values),
        pairs: committed(read.pairs),
        decisions: committed(read.decisions),
        counters: committed(read.counters),
        remove: (site, from, to) => change(() => upkeep.remove(site, from, to)),
        forgetBefore: (site, day) => {
            if (upkeep.hasBefore(site, day))
                change(() => upkeep.remove(site, 0, day - 1));
        },
        removeValue: (site, dimension, value) => {
            const removed = change(() => upkeep.removeValue(site, dimension, value));
            // What was deleted stays in the file's free space and in the log until both are written anew.
            if (removed > 0)
                upkeep.wipe();
            return removed;
        },
        takeIn: (site, counters) => change(() => upkeep.takeIn(site, counters)),
        receipts: prepareReceipts(database),
        setting: (name) => readSetting(name)[0]?.[0],
        saveSetting: (name, value) => {
            transaction(() => writeSetting.run([name, value]));
        },
        forgetOlderNumbers: () => {
            transaction(() => once.forgetOlder());
            counters.forgetSizes();
        },
        addUpBlocks: () => transaction(() => blocks.addUp())(),
        isWritable,
        close: () => {
            commit();
            try {
                // Moves the log into the file, and leaves one file. After a kill the next start reads the log.
                rows("PRAGMA journal_mode = DELETE")();
            }
            finally {
                database.close();
            }
        },
    };
};

/**
 * A request must be there in full after this time, so that slow clients cannot hold connections; it is looked at every
 * two seconds. A stop waits for them too, and is over before the ten seconds that service managers commonly give.
 */
const REQUEST_MILLISECONDS = 7000;
const CHECK_MILLISECONDS = 2000;
/** How long a connection waits for its next request: longer than proxies do, so that none is closed while they use it. */
const KEEP_ALIVE_MILLISECONDS = 72000;
const LIMIT_WINDOW_SECONDS = 60;
/**
 * How long a generation of one-time numbers is the current one; a number is known for once to twice this time. A browser
 * sends again with the next view of the same visit, so at most 30 minutes later.
 */
const ONCE_MILLISECONDS = 30 * 60000;
/**
 * Starts a collector.
 * @param now clock, epoch milliseconds, UTC
 * @throws Error with one clear sentence: the store cannot be opened, the port is taken
 */
const startCollector = async (settings, now = Date.now) => {
    const log = createLog(settings.logLevel, now);
    const store = openStore(settings.data, (error) => log.error(`cannot write the store: ${messageOf(error)}`));
    const sites = createDeclaredSites(settings.sites, store);
    const tidyCounters = () => {
        for (const { name, retentionDays = 0, dayAt } of sites.all())
            if (retentionDays > 0)
                attempt(() => store.forgetBefore(name, dayAt(now()) - retentionDays));
        attempt(store.addUpBlocks);
    };
    tidyCounters();
    const rotation = setInterval(() => {
        attempt(store.forgetOlderNumbers);
        tidyCounters();
    }, ONCE_MILLISECONDS).unref();
    const app = createApp(settings, { store, sites, log, now });
    const stop = async () => {
        clearInterval(rotation);
        await app.close();
        store.close();
    };
    try {
        const madePassword = await settlePassword(store, settings.password);
        const url = await listen(app, settings);
        log.info({ sites: sites.all().length, trustProxy: settings.trustProxy, receipts: settings.receipts }, "started");
        return { url, madePassword, stop: () => stop().then(() => log.info("stopped")) };
    }
    catch (error) {
        await stop();
        throw error;
    }
};
const createApp = (settings, { store, sites, log, now }) => {
    let stopping = false;
    const live = createLiveCounts();
    const limit = createAddressLimit(settings.limit, LIMIT_WINDOW_SECONDS);
    const receiveBeacon = createBeaconListener({
        sites,
        ingest: createIngest(sites, limit),
        limit,
        store,
        live,
        addressOf: createClientAddress(settings.trustProxy),
        isStopping: () => stopping,
        onError: (error) => log.error(`a beacon failed: ${messageOf(error)}`),
        now,
    });
    const app = Fastify({
        // Its lines about requests would hold addresses: what goes wrong is in our own log, without the request.
        logger: false,
        trustProxy: settings.trustProxy,
        serverFactory: (listener) => createTimedServer((request, response) => isBeaconTarget(request.url) ? receiveBeacon(request, response) : listener(request, response)),
        forceCloseConnections: "idle",
        // What is wrong with a parameter is said by the schema that found it; nothing is turned into another type for it.
        ajv: { customOptions: { verbose: true, coerceTypes: false, removeAdditional: false } },
        schemaErrorFormatter: ([error]) => new Error(error && messageOfSchemaError(error)),
    });
    // Every body is text until one of our own parsers has looked at it.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(["text/plain", "application/json"], { parseAs: "string" }, (_request, body, done) => done(null, body));
    // Hooks of every request call back: a promise for each would cost a beacon more than what they do.
    app.addHook("onRequest", (_request, reply, done) => {
        reply.header("X-Content-Type-Options", "nosniff").header("Referrer-Policy", "no-referrer");
        done();
    });
    app.addHook("preClose", async () => {
        stopping = true;
    });
    app.addHook("onSend", (_request, reply, _payload, done) => {
        // Or the connection of a request that was in flight would be kept alive, and the stop would wait for it.
        if (stopping)
            reply.header("Connection", "close");
        done();
    });
    app.setErrorHandler((error, _request, reply) => {
        const status = error.statusCode ?? 500;
        if (status >= 500)
            log.error(`a request failed: ${messageOf(error)}`);
        const isOurs = error.code === "FST_ERR_VALIDATION" || error.code === undefined;
        const message = status >= 500 ? "the collector failed" : isOurs ? messageOf(error) : "the request is malformed";
        return reply.code(status).send({ message });
    });
    app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: "there is nothing here" }));
    const audit = createAudit(log);
    serveApi(app, { sites, auth: createAuth(store), tokens: createAccessTokens(store), audit, store, live, now });
    serveForeign(app, { sites, limit, store, now });
    if (settings.receipts)
        serveReceipt(app, { sites, receipts: store.receipts, now });
    serveFiles(app, settings.files);
    app.get("/health", async (_request, reply) => reply
        .header("Cache-Control", "no-store")
        .code(store.isWritable() ? 200 : 503)
        .send({ writable: store.isWritable() }));
    return app;
};
const createTimedServer = (listener) => {
    const server = createServer({
        requestTimeout: REQUEST_MILLISECONDS,
        headersTimeout: REQUEST_MILLISECONDS,
        connectionsCheckingInterval: CHECK_MILLISECONDS,
        keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    }, listener);
    return server.setTimeout(2 * REQUEST_MILLISECONDS);
};
const listen = async (app, { host, port }) => {
    try {
        await app.listen({ host, port });
    }
    catch (error) {
        const code = error.code;
        if (code === "EADDRINUSE")
            throw new Error(`port ${port} of ${host} is taken: choose another with --port`);
        if (code === "EACCES")
            throw new Error(`port ${port} of ${host} is not allowed: choose another with --port`);
        throw error;
    }
    const { address, port: taken } = app.server.address();
    return `http://${address.includes(":") ? `[${address}]` : address}:${taken}`;
};
/** Tidying up can wait: the next turn tries again if the disk is full now, and until then only time or space is lost. */
const attempt = (tidy) => {
    try {
        tidy();
    }
    catch {
        // The store has reported it.
    }
};
/** The message only: it says what failed and never who asked. */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

const optional = (properties) => object(properties, Object.keys(properties));
const text = (description) => ({ type: "string", description });
const whole = (minimum, maximum) => ({
    type: "integer",
    minimum,
    maximum,
    description: `a number from ${minimum} to ${maximum}`,
});
/** The one description of the configuration file: it checks a file, and `kivok schema` prints it for editors. */
const CONFIG_SCHEMA = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Kivok collector",
    ...optional({
        $schema: text("the address of this schema"),
        port: whole(0, 65535),
        host: text("an address to listen on"),
        data: text("the path of the file that holds everything"),
        trustProxy: text("true, or addresses such as 127.0.0.1"),
        files: text("the folder of the browser files"),
        limit: whole(1, 1000000000),
        receipts: { type: "boolean", description: "true or false" },
        logLevel: { enum: LOG_LEVELS, description: LOG_LEVELS.join(", ") },
        sites: {
            type: "array",
            description: "a list of sites",
            items: {
                ...optional({
                    name: text("a host such as example.org"),
                    origins: {
                        type: "array",
                        description: "a list of origins",
                        items: text("an origin such as https://example.org"),
                    },
                    timeZone: text("an IANA time zone"),
                    retentionDays: whole(0, MAX_RETENTION_DAYS),
                    k: whole(1, MAX_K),
                }),
                required: ["name"],
            },
        },
    }),
};
/**
 * Reads a configuration file.
 * @returns what it says, or every issue: where, what was expected, what was found
 */
const readConfigFile = (path) => {
    let value;
    try {
        value = JSON.parse(readFileSync(path, "utf8"));
    }
    catch (error) {
        return { issues: [`--config: cannot read ${path}: ${error instanceof Error ? error.message : error}`] };
    }
    const issues = check(CONFIG_SCHEMA, value, path);
    return issues.length > 0 ? { issues } : value;
};
/** Checks a value by the part of JSON Schema that the schema above uses. */
const check = (schema, value, where) => {
    const { type, description = String(type), minimum = 0, maximum = 0, items, properties, required = [] } = schema;
    const wrong = [problemOf(where, description === "object" ? "an object" : description, value)];
    if (type === "string")
        return typeof value === "string" ? [] : wrong;
    if (type === "integer")
        return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum ? [] : wrong;
    if (type === "array")
        return Array.isArray(value) && items
            ? value.flatMap((one, index) => check(items, one, `${where}[${index}]`))
            : wrong;
    if (typeof value !== "object" || value === null || Array.isArray(value))
        return wrong;
    const known = properties ?? {};
    return [
        ...required
            .filter((name) => !Object.hasOwn(value, name))
            .map((name) => problemOf(`${where}.${name}`, known[name]?.description ?? "", undefined)),
        ...Object.entries(value).flatMap(([name, one]) => {
            const own = Object.hasOwn(known, name) ? known[name] : undefined;
            return own
                ? check(own, one, `${where}.${name}`)
                : [`${where}.${name}: expected no such key; known are ${Object.keys(known).join(", ")}`];
        }),
    ];
};

/** Enough for an office or a mobile network behind one address, too little to fill the counters with nonsense. */
const DEFAULT_LIMIT_PER_MINUTE = 600;
/**
 * Reads the settings: a flag wins over its environment variable, and that over the configuration file.
 * @param files default of `--files`
 * @returns the settings, or every issue: which setting, what was expected, what was found
 */
const parseSettings = (args, environment, files) => {
    const flags = readFlags(args);
    if ("issues" in flags)
        return flags;
    const path = flags.config ?? environment.KIVOK_CONFIG;
    const file = path ? readConfigFile(path) : {};
    if ("issues" in file)
        return file;
    const issues = [];
    const text = (flag, variable, otherwise) => flags[flag] ??
        environment[variable] ??
        String((flag === "trust-proxy" ? file.trustProxy : flag === "log-level" ? file.logLevel : file[flag]) ?? otherwise);
    const integer = (flag, variable, otherwise, least, most) => {
        const found = text(flag, variable, String(otherwise));
        const value = /^\d+$/.test(found) ? Number(found) : Number.NaN;
        if (value >= least && value <= most)
            return value;
        issues.push(`--${flag} (${variable}): expected a number from ${least} to ${most}, found ${JSON.stringify(found)}`);
        return otherwise;
    };
    const sites = [];
    for (const given of flags.site ?? (environment.KIVOK_SITES ?? "").split(";").filter((part) => part.trim() !== "")) {
        const site = parseSite(given);
        if ("issue" in site)
            issues.push(`--site (KIVOK_SITES): ${site.issue}`);
        else if (sites.some(({ name }) => name === site.name))
            issues.push(`--site (KIVOK_SITES): expected each site once, found ${site.name} twice`);
        else
            sites.push(site);
    }
    for (const [index, { name, ...given }] of (file.sites ?? []).entries()) {
        const site = createSite(name, given);
        if ("issue" in site)
            issues.push(`${path}.sites[${index}]: ${site.issue}`);
        // A site that is given twice is the flag's; within the file it is a mistake.
        else if (file.sites?.findIndex((other) => other.name === name) !== index)
            issues.push(`${path}.sites[${index}]: expected each site once, found ${name} twice`);
        else if (!sites.some((other) => other.name === name))
            sites.push(site);
    }
    const trustProxy = readTrust(text("trust-proxy", "KIVOK_TRUST_PROXY", ""));
    if (typeof trustProxy === "string" && !isProxyList(trustProxy))
        issues.push(`--trust-proxy (KIVOK_TRUST_PROXY): expected true or addresses such as 127.0.0.1, found ${JSON.stringify(trustProxy)}`);
    const receipts = text("receipts", "KIVOK_RECEIPTS", "false");
    if (!/^(true|false)$/.test(receipts))
        issues.push(`--receipts (KIVOK_RECEIPTS): expected true or false, found ${JSON.stringify(receipts)}`);
    const asked = text("log-level", "KIVOK_LOG_LEVEL", "info");
    const logLevel = LOG_LEVELS.find((level) => level === asked);
    if (logLevel === undefined)
        issues.push(`--log-level (KIVOK_LOG_LEVEL): expected ${LOG_LEVELS.join(", ")}, found ${JSON.stringify(asked)}`);
    const settings = {
        port: integer("port", "KIVOK_PORT", 8081, 0, 65535),
        host: text("host", "KIVOK_HOST", "127.0.0.1"),
        data: text("data", "KIVOK_DATA", "kivok.db"),
        sites,
        // Only from the environment: the arguments of a process are visible to everybody on the machine.
        password: environment.KIVOK_PASSWORD || undefined,
        trustProxy,
        files: text("files", "KIVOK_FILES", files),
        limit: integer("limit", "KIVOK_LIMIT", DEFAULT_LIMIT_PER_MINUTE, 1, 1000000000),
        receipts: receipts === "true",
        logLevel: logLevel ?? "info",
    };
    return issues.length > 0 ? { issues } : settings;
};
const readFlags = (args) => {
    const one = { type: "string" };
    try {
        return parseArgs({
            args: [...args],
            options: {
                config: one,
                port: one,
                host: one,
                data: one,
                "trust-proxy": one,
                files: one,
                limit: one,
                receipts: one,
                "log-level": one,
                site: { type: "string", multiple: true },
            },
        }).values;
    }
    catch (error) {
        return { issues: [error instanceof Error ? error.message : String(error)] };
    }
};
const readTrust = (text) => text === "" || text === "false" ? false : text === "true" ? true : text;
/** The presets of proxy-addr, an address, or a network in CIDR notation. */
const isProxyList = (text) => text.split(",").every((part) => {
    const [address = "", bits = "0"] = part.trim().split("/");
    return /^(loopback|linklocal|uniquelocal)$/.test(part.trim()) || (isIP(address) > 0 && /^\d{1,3}$/.test(bits));
});

/** Ends the process with its reasons, one line each. */
const fail = (reasons) => {
    for (const reason of reasons)
        console.error(`[kivok] ${reason}`);
    process.exit(1);
};
// V8 lets a heap grow fourfold between two full collections. Under load that is 40 MB of requests long answered; collected
// when it has grown by this much, which happens in the background for the most part, it takes no more processor time.
setFlagsFromString("--heap-growing-percent=30");
// Requests that were answered are swept away a hundred times a second, and little survives: sharing that work with other
// threads takes more time than the work itself.
setFlagsFromString("--no-parallel-scavenge");
// The store holds the hash of the password: nobody else on the machine needs to read it.
process.umask(0o077);
const [command, target, ...others] = process.argv.slice(2);
if (command === "schema") {
    console.log(JSON.stringify(CONFIG_SCHEMA, null, 2));
    process.exit(0);
}
const isBackup = command === "backup";
if (isBackup && (target === undefined || target.startsWith("-")))
    fail(["backup: expected the file to write, as in kivok backup FILE"]);
const folder = dirname(fileURLToPath(import.meta.url));
const settings = parseSettings(isBackup ? others : process.argv.slice(2), process.env, folder);
if ("issues" in settings)
    fail(settings.issues);
else if (isBackup) {
    try {
        backupDatabase(settings.data, String(target));
        console.log(`Backup of ${settings.data}: ${target}`);
    }
    catch (error) {
        fail([error instanceof Error ? error.message : String(error)]);
    }
}
else {
    const collector = await startCollector(settings).catch((error) => fail([error instanceof Error ? error.message : String(error)]));
    let stopping = false;
    const stop = () => {
        // Asked a second time, it is in earnest: what was answered is on disk in any case.
        if (stopping)
            process.exit(1);
        stopping = true;
        collector.stop().then(() => process.exit(0), (error) => fail([`could not stop cleanly: ${String(error)}`]));
    };
    process.on("SIGTERM", stop).on("SIGINT", stop);
    if (collector.madePassword !== undefined)
        console.log(`Password of the dashboard, shown only this once: ${collector.madePassword}`);
    if (settings.sites.length === 0)
        console.log("No site is declared yet: add one with --site example.org");
    console.log(`Kivok collector: ${collector.url}`);
}
