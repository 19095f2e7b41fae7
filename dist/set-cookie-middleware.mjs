/** The category that needs no consent. It is always granted and cannot be refused. */
const NECESSARY = "necessary";
/** What happens to a category's cookies before consent, where the configuration does not say. */
const actionBefore = (name, category) => category?.before ||
    (name === NECESSARY || name === "functional" ? "session" : "block");
/**
 * Names of the cookies that Kivok itself may set: the record is always allowed, the browser's number belongs to
 * `functional`, the other two to `statistics`.
 */
const RECORD_COOKIE = "kivok";
const ID_COOKIE = "kivok_id";
const DAY_COOKIE = "kivok_day";
const VISIT_COOKIE = "kivok_visit";
/**
 * Whether a cookie name matches a declared name, case-sensitively as cookie names are (RFC 6265bis, section 5.7).
 * The pattern is never made into a regular expression, so a name such as `a.b(c` means itself.
 */
const matchesName = (pattern, name) => pattern === "*" ||
    (pattern[0] === "*"
        ? matchesName(pattern.slice(1), name) || (name !== "" && matchesName(pattern, name.slice(1)))
        : pattern[0] === name[0] && (pattern === "" || matchesName(pattern.slice(1), name.slice(1))));

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

/** Version of the wire format. The collector accepts this one and the one before. */
/** Properties that a custom count may have. */
const MAX_PROPERTIES = 5;
/** Longest name of a property, and longest value that an owner may declare, in characters. */
const MAX_PROPERTY_LENGTH = 64;
const PROPERTY_NAME = /^[\w.-]{1,64}$/;

/** Days that a consent lasts when the owner names none: half a year, which regulators name as reasonable. */
const DEFAULT_CONSENT_DAYS = 180;
/** Browsers cap cookies at 400 days (RFC 6265bis, section 5.5), and a consent should not be older. */
const MAX_DAYS = 400;
/** Fills in the defaults that the core needs; takes the shape on trust. */
const resolveCoreConfig = (given) => ({
    ...given,
    categories: { [NECESSARY]: {}, functional: {}, statistics: {}, ...given.categories },
    guard: { persistWith: "functional", undeclared: "functional", ...given.guard },
    policy: { version: "1", ...given.policy },
    consent: { days: DEFAULT_CONSENT_DAYS, ...given.consent },
    refusal: { days: 0, ...given.refusal },
});
/** Names of the cookies that Kivok itself may set in a category. */
const ownCookies = (name, { browserId }) => {
    if (name === NECESSARY)
        return [RECORD_COOKIE];
    if (name === "functional")
        return browserId ? [ID_COOKIE] : [];
    return name === "statistics" ? [DAY_COOKIE, VISIT_COOKIE] : [];
};
const inBounds = (days, least, otherwise) => days >= least ? Math.min(days, MAX_DAYS) : otherwise;
/**
 * Fills in every default. Takes the shape on trust: `parseConfig` says what is wrong with it. May be given its own
 * result, in which, however, nothing tells any more that a default category was removed: it is there again. Days over
 * the bound are cut to it, days under it fall back to the default, for the visitor's sake.
 * @throws TypeError where a part has a shape that cannot be read
 */
const resolveConfig = (given) => {
    const core = resolveCoreConfig(given);
    const categories = {};
    for (const name in core.categories) {
        const category = core.categories[name];
        if (!category && name !== NECESSARY)
            continue;
        const { cookies = [] } = category || {};
        const own = ownCookies(name, core).filter((cookie) => !cookies.some((declared) => declared.name === cookie));
        categories[name] = {
            ...category,
            before: actionBefore(name, category),
            cookies: [...own.map((cookie) => ({ name: cookie })), ...cookies],
        };
    }
    return {
        base: "",
        endpoint: "",
        site: "",
        timeZone: "UTC",
        paths: [],
        protocol: "",
        language: "",
        thirdParties: [],
        limits: "",
        owner: "",
        layout: "box",
        corner: "",
        theme: "auto",
        accent: "",
        browserId: false,
        decision: undefined,
        receipts: false,
        decisions: false,
        button: true,
        adapters: {},
        services: [],
        reload: false,
        messages: {},
        ...core,
        policy: { url: "", date: "", changes: [], ...core.policy },
        consent: { days: inBounds(core.consent.days, 1, DEFAULT_CONSENT_DAYS) },
        refusal: { days: inBounds(core.refusal.days, 0, 0) },
        cookie: { domain: "", ...core.cookie },
        guardian: { age: 0, ...core.guardian },
        contact: { email: "", address: "", ...core.contact },
        webView: { parameter: "", userAgent: "", ...core.webView },
        count: {
            hash: false,
            query: [],
            frames: false,
            properties: {},
            outbound: false,
            downloads: false,
            notFound: false,
            ...core.count,
        },
        categories,
    };
};

/** Longest path, referrer or campaign value that a beacon carries, in characters. */
const MAX_TEXT_LENGTH = 200;

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
const COOKIE = shape({
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
    cookies: list((value, path) => COOKIE(isObject(value) ? { name: undefined, ...value } : value, path)),
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
const HOST = /^[a-z\d_-]+(\.[a-z\d_-]+)*$/;
/** What an owner probably meant: the host of an address, without the rest. Other letters stand in the browser's own form there. */
const hostIn = (text) => {
    const host = text.toLowerCase().replace(/^([a-z][a-z\d+.-]*:)?\/\/|^\*?\.|[:/?#].*|\.$/g, "");
    if (HOST.test(host))
        return `write ${quote(host)}: all of the host is meant, with its subdomains, on any port`;
    return /[^\0-\x7f]/.test(host)
        ? "write it as browsers ask for it, `new URL(…).hostname`, which begins with xn--"
        : "";
};
const SERVICE = shape({
    name: STRING,
    category: STRING,
    match: list(leaf("string", "a host name in lower case, without a port", (text) => HOST.test(text), hostIn)),
});
const PROPERTIES = map(PROPERTY_NAME, `up to ${MAX_PROPERTY_LENGTH} letters, digits and . _ -`, list(like(`1 to ${MAX_PROPERTY_LENGTH} letters, digits and . _ -`, PROPERTY_NAME)));
const tooManyProperties = (value, path) => isObject(value) && Object.keys(value).length > MAX_PROPERTIES
    ? [issue(path, `at most ${MAX_PROPERTIES} properties`, `${Object.keys(value).length}`)]
    : [];
/** Checks everything that an owner may write, but for what one part says of another. */
const CONFIG = shape({
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

/** As Umami writes its ids: RFC 9562, section 4. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/**
 * Checks everything that an owner may write ({@link ConfigInput}), and a whole {@link Config} as well. For the
 * development build and for servers: the browser's production file takes what it is given.
 * @returns the configuration with every default filled in, or every issue
 */
const parseConfig = (value) => {
    const issues = CONFIG(value, "config");
    if (isObject(value))
        issues.push(...siteIssues(value), ...webViewIssues(value), ...categoryIssues(value), ...doubleNames(value));
    return issues.length ? { issues } : { config: resolveConfig(value) };
};
/** An issue as one line: `config.button: expected true or false, got string`. */
const formatIssue = ({ path, expected, found, remedy }) => `${path}: expected ${expected}, got ${found}${remedy ? ` (${remedy})` : ""}`;
/**
 * Umami knows a site by an id alone. Plausible's domain is the page's host by default, and GoatCounter's address names
 * it.
 */
const siteIssues = ({ protocol, site = "" }) => protocol !== "umami" || typeof site !== "string" || UUID.test(site)
    ? []
    : [issue("config.site", "the website's id at Umami, a UUID", quote(site), "its settings there show it")];
/** An address alone must not decide: anybody could send such a link. */
const webViewIssues = ({ webView }) => isObject(webView) && webView.parameter && !webView.userAgent
    ? [issue("config.webView.userAgent", "a word that the application adds to its user agent", quote(""))]
    : [];
/** `necessary` cannot be removed, and the categories that the guard follows must be there. */
const categoryIssues = ({ categories, guard }) => {
    const asked = isObject(categories) ? categories : {};
    const names = Object.keys({ [NECESSARY]: {}, functional: {}, statistics: {}, ...asked });
    const offered = names.filter((name) => name === NECESSARY || asked[name] !== false);
    const followed = { persistWith: "functional", undeclared: "functional", ...(isObject(guard) ? guard : {}) };
    const isRemoved = asked[NECESSARY] === false;
    return [
        ...(isRemoved
            ? [issue(`config.categories.${NECESSARY}`, "an object", "false", "it needs no consent, so it stays")]
            : []),
        ...Object.entries(followed).flatMap(([key, name]) => typeof name !== "string" || offered.includes(name) || !/^(persistWith|undeclared)$/.test(key)
            ? []
            : [issue(`config.guard.${key}`, `one of ${offered.join(", ")}`, quote(name), didYouMean(name, offered))]),
    ];
};
/** A cookie has one category, so a name can be declared once. */
const doubleNames = ({ categories }) => {
    const first = new Map();
    return Object.entries(isObject(categories) ? categories : {}).flatMap(([category, entry]) => (isObject(entry) && Array.isArray(entry.cookies) ? entry.cookies : []).flatMap((cookie, index) => {
        const name = isObject(cookie) ? cookie.name : undefined;
        const path = `${at("config.categories", category)}.cookies[${index}].name`;
        const before = first.get(name);
        if (!before)
            first.set(name, path);
        return before && typeof name === "string"
            ? [issue(path, "a name declared once", `${quote(name)} again`, `it is at ${before}`)]
            : [];
    }));
};

const VERSION = "1";
/** Longest value that is read; what is written stays below 200 with categories of usual names. */
const MAX_RECORD_LENGTH = 999;
const DAY_MILLISECONDS = 86400000;
/** Whether a category is granted. Without a record only the necessary one is. */
const isGranted = (record, name) => name === NECESSARY || !!record?.granted.includes(name);
/**
 * Days that this record holds, at most 400: those of a consent if anything is granted, else those of a refusal (0: the
 * browser's session).
 */
const recordDays = (record, config) => Math.min((record.granted.length ? config.consent : config.refusal).days, MAX_DAYS);
/**
 * Whether the record still speaks for the visitor: made under this policy version and not past its days.
 * @param now epoch milliseconds, UTC
 */
const isInForce = (record, config, now) => {
    const days = recordDays(record, config);
    const age = now - record.time;
    return (
    // As text: a version written as a number would else ask on every page.
    record.policyVersion === `${config.policy.version}` && (!days || age < days * DAY_MILLISECONDS));
};
/**
 * Reads a cookie's value; `null` for anything that neither this version nor an earlier one has written. Never throws.
 */
const decodeRecord = (value) => {
    // Where any is missing, the last is.
    const [version, time, policyVersion, how, receipt, categories = "?"] = value.split(":");
    const seconds = parseInt(time, 36);
    // Longer than any that was written: not looked at closely, since the patterns below take their time.
    return !value[MAX_RECORD_LENGTH] && version === VERSION && seconds > 0 && /^(\w+[+-])*$/.test(categories)
        ? {
            time: seconds * 1000,
            policyVersion,
            how,
            receipt,
            granted: categories.match(/\w+(?=\+)/g) || [],
            denied: categories.match(/\w+(?=-)/g) || [],
        }
        : null;
};

const OWN = { name: RECORD_COOKIE, before: "allow" };
/**
 * Finds the category of a cookie; the first declaration that matches wins, an undeclared cookie falls to
 * `guard.undeclared`. Kivok's own cookies need no declaration.
 */
const declarationOf = (name, config) => {
    if (name === RECORD_COOKIE)
        return { category: NECESSARY, cookie: OWN };
    if (/^kivok_/.test(name))
        return { category: name === ID_COOKIE ? "functional" : "statistics", cookie: { name, before: "block" } };
    for (const category in config.categories) {
        const { cookies = [] } = config.categories[category] || {};
        const cookie = cookies.find((declared) => matchesName(declared.name, name));
        if (cookie)
            return { category, cookie };
    }
    return { category: config.guard.undeclared };
};
/**
 * Decides what may happen to a cookie. A lifetime is a choice of its own: a necessary or undeclared cookie may always
 * exist, but lives past the session only with `guard.persistWith`.
 * `session` changes nothing about a cookie that asks for no lifetime.
 * @param isGranted the state of each category
 */
const decide = (name, config, isGranted) => {
    const { category, cookie } = declarationOf(name, config);
    const followed = category === NECESSARY || !cookie ? config.guard.persistWith : category;
    return isGranted(followed) && (followed === category || isGranted(category))
        ? "allow"
        : cookie?.before || actionBefore(category, config.categories[category]);
};

/** Longest life of a cookie in seconds: 400 days (RFC 6265bis, section 5.5). */
const MAX_AGE_SECONDS = 34560000;
const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
/** The name that a browser would store, read without splitting the rest. */
const cookieName = (text) => /^[ \t]*([^;=]*[^;= \t])?[ \t]*=/.exec(text)?.[1] ?? "";
/**
 * The cookie-date algorithm of RFC 6265bis, section 5.6.1, which is not `Date.parse`: it takes two-digit years and any
 * order of the tokens.
 * @returns epoch milliseconds, UTC; `undefined` where the norm fails
 */
const parseCookieDate = (text) => {
    let time;
    let day = "";
    let month = -1;
    let year = "";
    for (const token of text.split(/[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/)) {
        const clock = /^(\d\d?):(\d\d?):(\d\d?)(?!\d)/.exec(token);
        const digits = token.replace(/\D.*/, "");
        const name = token[2] ? MONTHS.indexOf(token.slice(0, 3).toLowerCase()) / 3 : -1;
        if (!time && clock)
            time = clock;
        else if (!day && /^..?$/.test(digits))
            day = digits;
        else if (month < 0 && name >= 0 && name % 1 === 0)
            month = name;
        else if (!year && /^..(..?)?$/.test(digits))
            year = digits;
    }
    if (!time || !year || month < 0)
        return undefined;
    const [, hour, minute, second] = time.map(Number);
    // Two-digit years: 70 to 99 are of the last century, 0 to 69 of this one.
    const century = +year < 70 ? 2000 : +year < 100 ? 1900 : 0;
    const date = new Date(Date.UTC(+year + century, month, +day, hour, minute, second));
    // A day or an hour that does not exist would have moved the day on. The norm fails before 1601 as well; Chromium
    // takes such a year as past, and where it is ignored nothing asks for a lifetime either, so it may pass as a
    // deletion.
    return date.getUTCDate() === +day && minute < 60 && second < 60 ? date.getTime() : undefined;
};
/**
 * An attribute that gives a lifetime, or would with another value, up to a control character: browsers refuse a cookie that
 * has one (section 5.6, step 1), and are to do so still. Its groups are the seconds and the date, where it has such a value
 * of at most 1,024 bytes; a longer one is ignored. The norm has no plus sign, but Chromium takes it: to ignore it would let
 * a lifetime through. It is kept, since each write asks it, and starts anew after its last match.
 */
const LIFETIME = 
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left
/;[ \t]*(?:max-age[ \t]*=(?:[ \t]*([+-]?\d{1,1024})[ \t]*(?=;|$))?|expires[ \t]*=(?:([^;\0-\x08\n-\x1f\x7f]{0,1024})(?=;|$))?)[^;\0-\x08\n-\x1f\x7f]*/gi;
/**
 * When a cookie ends: epoch milliseconds, UTC; at or before `now` for a deletion; `undefined` for a session cookie.
 * `Max-Age` wins over `Expires`, the last valid one of each counts, invalid ones are ignored (RFC 6265bis, section
 * 5.7). A `Max-Age` over 400 days counts as 400, as browsers take it, so that the end is always a finite number.
 */
const cookieEnd = (text, now) => {
    let maxAge;
    let expires;
    for (let found = LIFETIME.exec(text); found; found = LIFETIME.exec(text)) {
        const [, seconds, date] = found;
        if (seconds)
            maxAge = +seconds;
        else if (date)
            expires = parseCookieDate(date) ?? expires;
    }
    return maxAge === undefined ? expires : maxAge > 0 ? now + Math.min(maxAge, MAX_AGE_SECONDS) * 1000 : 0;
};
/** The same cookie without a lifetime; every other character stays as it was written. */
const toSessionCookie = (text) => text.replace(LIFETIME, "");

/**
 * Judges one `Set-Cookie` field as the browser's guard does.
 * @param cookies the request's `Cookie` field
 * @param now epoch milliseconds, UTC
 */
const judgeSetCookie = (text, config, cookies, now) => {
    const withoutConsent = judge(text, config, null, now);
    // Consent only ever allows more, so what goes out unchanged without it does so with every record.
    return withoutConsent === text
        ? { text, isByRecord: false }
        : { text: judge(text, config, readRecord(cookies, config, now), now), isByRecord: true };
};
/**
 * The decision in force: of several cookies (host and domain, or damaged ones) the newest valid one, as in the browser.
 * @param cookies the request's `Cookie` field
 * @param now epoch milliseconds, UTC
 */
const readRecord = (cookies, config, now) => {
    const newest = (cookies ?? "")
        .split(";")
        .map((pair) => pair.trim())
        .map((pair) => (pair.startsWith(`${RECORD_COOKIE}=`) ? pair.slice(RECORD_COOKIE.length + 1) : ""))
        // No part of a record is longer than 32 characters, and the time to read one grows with its square.
        .map((value) => (/\w{33}/.test(value) ? null : decodeRecord(value)))
        // The age of a record from the future cannot be told, so it is none.
        .filter((record) => record && record.time < now + DAY_MILLISECONDS)
        .reduce((best, record) => (best && record && best.time > record.time ? best : record), null);
    return newest && isInForce(newest, config, now) ? newest : null;
};
const judge = (text, config, record, now) => {
    const end = cookieEnd(text, now);
    // A deletion always passes: what is gone needs no consent.
    if (end !== undefined && end <= now)
        return text;
    const action = decide(cookieName(text), config, (category) => isGranted(record, category));
    if (action === "block")
        return undefined;
    return action === "session" && end !== undefined ? toSessionCookie(text) : text;
};

/**
 * The fields of the `headers` that `writeHead` takes: an object, a flat array of names and values, or an array of pairs.
 * None for anything else, and for what Node refuses.
 * @see https://nodejs.org/docs/latest-v20.x/api/http.html#responsewriteheadstatuscode-statusmessage-headers
 */
const readFields = (headers) => {
    if (typeof headers !== "object" || !headers)
        return [];
    if (!Array.isArray(headers))
        return Object.entries(headers);
    if (headers.every(Array.isArray))
        return headers.map(([name, value]) => [name, value]);
    return headers.length % 2
        ? []
        : headers.flatMap((name, index) => (index % 2 ? [] : [[name, headers[index + 1]]]));
};
/** The fields in the shape in which they were given, since not every shape may be repeated or mixed with `setHeader`. */
const writeFields = (fields, headers) => {
    if (!Array.isArray(headers))
        return Object.fromEntries(fields);
    return headers.every(Array.isArray) ? fields : fields.flat();
};
/** Whether a field has this name; names are case-insensitive (RFC 9110, section 5.1), and Node's HTTP/2 trims them. */
const isNamed = (name, lowerCase) => typeof name === "string" && name.trim().toLowerCase() === lowerCase;
/** Values of a list field as one text (RFC 9110, section 5.3); empty if there is none. */
const joinValues = (values) => values
    .flat()
    .filter((value) => value !== undefined)
    .map(String)
    .join(", ");
/** Adds `Cookie` to a `Vary` field, unless it is named or every field is (`*`). */
const varyByCookie = (vary) => /(^|[\s,])(cookie|\*)(?=[\s,]|$)/i.test(vary) ? vary : vary ? `${vary}, Cookie` : "Cookie";
/**
 * Adds `private` to a `Cache-Control` field that lets shared caches store, in place of `public` if that is there.
 * `private="set-cookie"` lets them store the rest, so it is not enough (RFC 9111, section 5.2.2.7).
 */
const forbidSharedCaches = (cacheControl) => {
    // A comma inside a quoted string separates nothing.
    const directives = (cacheControl.match(/(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g) ?? []).map((directive) => directive.trim());
    if (directives.some((directive) => /^(private|no-store)$/i.test(directive)))
        return cacheControl;
    return [...directives.filter((directive) => directive && !/^public$/i.test(directive)), "private"].join(", ");
};

/**
 * Puts every `Set-Cookie` field of a response through `judge` when its fields are sent.
 *
 * Nothing is changed before `writeHead`, which Node calls for implicit fields as well: until then a server reads back
 * what it has set. A middleware that wrapped `writeHead` earlier runs inside it and may still set fields; those are
 * seen in `setHeader` and `appendHeader`.
 */
const guardResponse = (response, judge) => {
    const setHeader = response.setHeader.bind(response);
    let isSending = false;
    // Never unset: a field that has been dropped once can no longer tell.
    let hasCookies = false;
    let isByRecord = false;
    // Names that `writeHead` was given and may set one by one while it runs; each has its mark already.
    let coming = [];
    // Marks among them that the server has not given.
    let added = [];
    /** The values that may be sent; anything that Node refuses is left for it to refuse. */
    const judgeValues = (given) => [given].flat().flatMap((value) => {
        if (value === undefined || typeof value === "symbol")
            return [value];
        // Converted once, since an object may answer differently the second time.
        const text = String(value);
        const verdict = judge(text);
        hasCookies = true;
        isByRecord || (isByRecord = verdict.isByRecord);
        return verdict.text === undefined ? [] : [verdict.text];
    });
    /** Judges what is set, and what `writeHead` is given besides. @returns what to give it instead */
    const settle = (headers) => {
        const given = readFields(headers);
        // Once a field is set, Node over HTTP/1 takes these by name, and of repeated ones only the last would be left.
        const mayRepeat = given.length > 0 && !response.getHeaderNames().length && !("stream" in response);
        let fields = given.map(([name, value]) => {
            const judged = isNamed(name, "set-cookie") ? judgeValues(value) : undefined;
            // An empty list stays: it stands for what was set before, just as its cookies would have.
            return [name, !judged ? value : Array.isArray(value) || !judged.length ? judged : judged[0]];
        });
        const set = response.getHeader("set-cookie");
        const values = set === undefined ? [] : [set].flat();
        const judged = judgeValues(values);
        if (values.some((value, index) => value !== judged[index]))
            setHeader("Set-Cookie", judged);
        const change = (name, changed) => {
            if (coming.some((each) => isNamed(each, name.toLowerCase())))
                return;
            const own = fields.filter((field) => isNamed(field[0], name.toLowerCase()));
            const before = joinValues(own.length ? own.map((field) => field[1]) : [response.getHeader(name)]);
            const after = changed(before);
            if (after === before)
                return;
            if (own.length || mayRepeat) {
                fields = [...fields.filter((field) => !own.includes(field)), [name, after]];
                if (!own.length)
                    added = [...added, [name.toLowerCase(), after]];
            }
            else
                setHeader(name, after);
        };
        if (hasCookies)
            change("Cache-Control", forbidSharedCaches);
        if (isByRecord)
            change("Vary", varyByCookie);
        return hasCookies && given.length ? writeFields(fields, headers) : headers;
    };
    for (const method of ["setHeader", "appendHeader"]) {
        response[method] = new Proxy(response[method], {
            apply: (target, self, given) => {
                const name = ["set-cookie", "vary", "cache-control"].find((each) => isNamed(given[0], each));
                // A mark takes nothing away from what a middleware has set meanwhile.
                const isMark = added.some(([each, value]) => each === name && value === given[1]);
                const result = isMark && response.getHeader(name ?? "") ? self : Reflect.apply(target, self, given);
                if (isSending && name) {
                    coming = coming.filter((each) => !isNamed(each, name));
                    settle();
                }
                return result;
            },
        });
    }
    response.writeHead = new Proxy(response.writeHead, {
        apply: (target, self, given) => {
            // Sent already: Node has its own answer to a second call.
            if (response.headersSent)
                return Reflect.apply(target, self, given);
            const at = typeof given[1] === "string" || (given[2] ?? null) !== null ? 2 : 1;
            isSending = true;
            try {
                const headers = settle(given[at]);
                coming = readFields(headers).map(([name]) => name);
                return Reflect.apply(target, self, headers === given[at] ? given : Object.assign([...given], { [at]: headers }));
            }
            finally {
                isSending = false;
                coming = added = [];
            }
        },
    });
};

/**
 * Makes a middleware that does to `Set-Cookie` what the tag does to cookies written by scripts, HttpOnly ones too: before
 * consent a field loses its lifetime or is not sent, as its category says; every other character stays as it was
 * written. Deletions pass, and so does Kivok's own record.
 *
 * The decision is read from the request's `Cookie` field. Without one nothing is granted, so `Sec-GPC` has nothing to
 * add. Mount it first: what another middleware sets, also just before the fields are sent, then passes through it.
 *
 * Unlike the tag, a server cannot give a lifetime back at consent: the cookie gets it when the server sets it the next time.
 * It sees neither HTTP/2 pushes nor what is written to a socket or an HTTP/2 stream directly.
 *
 * For shared caches, a response on which a server set a cookie becomes `Cache-Control: private` unless it is `private`
 * or `no-store` already, also if the cookie was not sent, and gets `Vary: Cookie` where the outcome depended on the decision.
 *
 * @param config the same as the tag's; later changes of the object have no effect
 * @throws TypeError with every issue, one a line, if the configuration cannot be read; requests never make it throw
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1
 * @example
 * const guard = createSetCookieMiddleware(config);
 * app.use(guard); // Express, Connect
 * fastify.addHook("onRequest", (request, reply, done) => guard(request.raw, reply.raw, done));
 * http.createServer((req, res) => guard(req, res, () => answer(req, res)));
 */
const createSetCookieMiddleware = (config) => {
    const parsed = parseConfig(config);
    if ("issues" in parsed) {
        throw new TypeError(`[kivok] the configuration cannot be read:\n${parsed.issues.map(formatIssue).join("\n")}`);
    }
    // As the core resolves it, so that the same cookie meets the same declaration.
    const core = resolveCoreConfig(structuredClone(config));
    return (request, response, next) => {
        const { cookie } = request.headers;
        guardResponse(response, (text) => judgeSetCookie(text, core, cookie, Date.now()));
        next();
    };
};

export { createSetCookieMiddleware };
