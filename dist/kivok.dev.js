(function () {
    'use strict';

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

    /** Version of the wire format. The collector accepts this one and the one before. */
    /** Properties that a custom count may have. */
    const MAX_PROPERTIES = 5;
    /** Longest name of a property, and longest value that an owner may declare, in characters. */
    const MAX_PROPERTY_LENGTH = 64;
    const PROPERTY_NAME = /^[\w.-]{1,64}$/;
    /** Names that can be counted. */
    const COUNT_NAME = /^[\w.-]{1,64}$/;

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

    /** The tag that is running now; `undefined` in a module. Read once, at start, since it is gone afterwards. */
    const runningTag = () => document.currentScript;
    /**
     * What the owner configured: `window.kivokConfig` or the JSON in `#kivok-config`, with the tag's `data-` attributes over it.
     * JSON that cannot be read counts as none: the defaults protect most (the development build says where it is wrong).
     */
    const readSettings = (tag) => {
        const { policy, ...simple } = tag?.dataset ?? {};
        const given = { ...readJson() };
        return {
            ...given,
            ...simple,
            policy: { ...given.policy, ...(policy && { url: policy }) },
            // Without a regular expression: the first one of a page takes a tenth of a millisecond.
            base: tag?.src.slice(0, tag.src.lastIndexOf("/") + 1) ?? "",
        };
    };
    const readJson = /*@__EAGER__*/ () => {
        try {
            const json = document.getElementById("kivok-config");
            return window.kivokConfig || (json && JSON.parse(json.textContent));
        }
        catch {
            // No JSON.
            return null;
        }
    };

    /** Attributes of the tag (README, "Configure"), as `dataset` names them. */
    const ATTRIBUTES = "policy endpoint site timeZone language layout corner theme accent button".split(" ");
    const page = window;
    const configElement = () => document.getElementById("kivok-config");
    const warn = (found) => {
        for (const each of found)
            console.warn(`[kivok] ${formatIssue(each)}`);
    };
    const issuesOf = (config) => {
        const parsed = parseConfig(config);
        return "issues" in parsed ? parsed.issues : [];
    };
    /** Where the tag is, since all of the protection depends on it. */
    const tagIssues = (tag) => {
        if (!tag)
            return [issue("script", "a classic script tag", "a module or none", "a module imports kivok.mjs")];
        const mode = tag.async ? "async" : tag.defer ? "defer" : "";
        return mode
            ? [issue("script", "a tag without async and defer", mode, "cookies written before it runs are only found later")]
            : [];
    };
    /** Attributes with a wrong value or a slip in their name. Other ones belong to other tools, such as `data-turbo-track`. */
    const attributeIssues = (given) => Object.entries(given).flatMap(([name, value]) => {
        const path = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
        if (!ATTRIBUTES.includes(name)) {
            const meant = didYouMean(name, ATTRIBUTES);
            return meant ? [issue(path, "no such attribute", quote(value), meant)] : [];
        }
        if (name === "button")
            return value === "true" || value === "false" ? [] : [issue(path, '"true" or "false"', quote(value))];
        const found = issuesOf(name === "policy" ? { policy: { url: value } } : { [name]: value });
        return found.map((each) => ({ ...each, path }));
    });
    /** With the tag's `data-site`, which stands over the configuration's and which a protocol may need. */
    const withSite = (config, { site }) => isObject(config) && site !== undefined && issuesOf({ site }).length === 0 ? { ...config, site } : config;
    /** What is wrong with `window.kivokConfig` or the JSON, as the owner wrote it. */
    const configIssues = (given) => {
        const json = configElement()?.textContent;
        if (page.kivokConfig) {
            const ignored = json
                ? [issue("#kivok-config", "one configuration", "window.kivokConfig as well", "which wins")]
                : [];
            return [...ignored, ...issuesOf(withSite(page.kivokConfig, given))];
        }
        if (json == null)
            return [];
        try {
            return issuesOf(withSite(JSON.parse(json), given));
        }
        catch (error) {
            const reason = error instanceof Error ? error.message : `${error}`;
            return [issue("#kivok-config", "JSON", "a text that is none", `${reason}; the defaults are used`)];
        }
    };
    /** A configuration below the tag is not there yet when the tag runs. */
    const warnIfLate = () => {
        const isThere = [!!configElement(), !!page.kivokConfig];
        document.addEventListener("DOMContentLoaded", () => warn([configElement(), page.kivokConfig].flatMap((late, index) => late && !isThere[index]
            ? [
                issue(["#kivok-config", "window.kivokConfig"][index], "it before the tag", "it after", "it is not read"),
            ]
            : [])));
    };
    /** A released script runs after the parser has gone on: what it writes would replace the page or be dropped. */
    const warnOfWrites = () => {
        const write = document.write.bind(document);
        document.write = (...texts) => {
            const { category } = document.currentScript?.dataset ?? {};
            if (category)
                warn([issue(`script[data-category="${category}"]`, "no document.write", "one", "it is not supported there")]);
            write(...texts);
        };
    };
    // The page must never notice, whatever the owner wrote.
    try {
        const tag = runningTag();
        if (page.kivok?.has)
            warn([issue("script", "the tag once", "another one", "the first one has it all")]);
        else {
            const given = tag?.dataset ?? {};
            warn([...tagIssues(tag), ...attributeIssues(given), ...configIssues(given)]);
            warnIfLate();
            warnOfWrites();
        }
    }
    catch (error) {
        console.warn("[kivok] config: could not be checked:", error);
    }

    /*
     * Development build of `kivok.js` only: says when the configuration needs the other build. Imported for its effect.
     */
    const { kivok: kivok$2 } = window;
    /** The configuration may be anything here. */
    const { services } = readSettings(runningTag());
    if (!kivok$2?.has && Array.isArray(services) && services.length > 0)
        console.warn(`[kivok] ${formatIssue(issue("config.services", "kivok-services.js in place of kivok.js", "kivok.js", "which holds none of them back; kivok-services.dev.js says what it holds"))}`);

    /*
     * Development build only: says when a Google tag was told something before the Consent Mode default, which comes too late
     * for it then. Imported for its effect.
     * https://developers.google.com/tag-platform/security/guides/consent
     */
    /** What the entries of the data layer say: commands of `gtag` are `arguments` objects, events are plain ones. */
    const nameOf = (entry) => {
        const [command, action] = Object.prototype.toString.call(entry) === "[object Arguments]" ? entry : [];
        return command ? `${command}${command === "consent" ? ` ${action}` : ""}` : `${entry?.event}`;
    };
    /** What a tag acts upon; `set` and the like only describe the page. */
    const ACTS = ["js", "config", "event", "consent update", "gtm.js"];
    const { kivok: kivok$1 } = window;
    const isFirst = !kivok$1?.has;
    // All of the page's own tags have run by then.
    addEventListener("load", () => {
        const { dataLayer } = window;
        if (!isFirst || !Array.isArray(dataLayer))
            return;
        const names = dataLayer.map(nameOf);
        const isLate = (name, index) => ACTS.includes(name) && index < names.indexOf("consent default");
        const first = names.findIndex(isLate);
        if (first < 0)
            return;
        const found = issue(`dataLayer[${first}]`, '"consent default" before any other command', `"${names[first]}"`, "put adapters/google-consent-mode.js right after Kivok's tag, above the Google tag");
        console.warn(`[kivok] ${formatIssue(found)}`);
    });

    /*! js-cookie v3.0.8 | MIT */


    var defaultConverter = {
      read: function (value) {
        if (value[0] === '"') {
          value = value.slice(1, -1);
        }
        return value.replace(/(%[\dA-F]{2})+/gi, decodeURIComponent)
      },
      write: function (value) {
        return encodeURIComponent(value).replace(
          /%(2[346BF]|3[AC-F]|40|5[BDE]|60|7[BCD])/g,
          decodeURIComponent
        )
      }
    };

    function init(converter, defaultAttributes) {
      function set(name, value, attributes) {
        

        attributes = { ...defaultAttributes, ...attributes };

        if (typeof attributes.expires === 'number') {
          attributes.expires = new Date(Date.now() + attributes.expires * 864e5);
        }
        if (attributes.expires) {
          attributes.expires = attributes.expires.toUTCString();
        }

        name = encodeURIComponent(name)
          .replace(/%(2[346B]|5E|60|7C)/g, decodeURIComponent)
          .replace(/[()]/g, escape);

        var stringifiedAttributes = '';
        for (var attributeName in attributes) {
          if (!attributes[attributeName]) {
            continue
          }

          stringifiedAttributes += '; ' + attributeName;

          if (attributes[attributeName] === true) {
            continue
          }

          // Considers RFC 6265 section 5.2:
          // ...
          // 3.  If the remaining unparsed-attributes contains a %x3B (";")
          //     character:
          // Consume the characters of the unparsed-attributes up to,
          // not including, the first %x3B (";") character.
          // ...
          stringifiedAttributes += '=' + attributes[attributeName].split(';')[0];
        }

        return (document.cookie =
          name + '=' + converter.write(value, name) + stringifiedAttributes)
      }

      function get(name) {
        if (arguments.length && !name) {
          return
        }

        // To prevent the for loop in the first place assign an empty array
        // in case there are no cookies at all.
        var cookies = document.cookie ? document.cookie.split('; ') : [];
        var jar = {};
        for (var i = 0; i < cookies.length; i++) {
          var parts = cookies[i].split('=');
          var value = parts.slice(1).join('=');

          try {
            var found = decodeURIComponent(parts[0]);
            if (!(found in jar)) jar[found] = converter.read(value, found);
            
          } catch (_e) {
            // Do nothing...
          }
        }

        return name ? jar[name] : jar
      }

      return ({
          set: set,
          get: get,
          remove: function (name, attributes) {
            set(
              name,
              '',
              { ...attributes, ...{
                expires: -1
              } }
            );
          }})
    }

    var api = init(defaultConverter, { path: '/' });

    const VERSION = "1";
    /** Longest value that is read; what is written stays below 200 with categories of usual names. */
    const MAX_RECORD_LENGTH = 999;
    const DAY_MILLISECONDS = 86400000;
    /** The categories that a visitor can grant or deny, in the configuration's order. */
    const optionalCategories = (config) => Object.keys(config.categories).filter((name) => name !== NECESSARY && config.categories[name]);
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
    /** Whether the visitor has answered for every category that is offered now. */
    const isComplete = (record, config) => optionalCategories(config).every((name) => record.granted.includes(name) || record.denied.includes(name));
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

    /**
     * Keeps the decision, which is read when it is first asked for: until the browser has answered for the first time, the page
     * would wait, for milliseconds. Of several cookies (host and domain, or damaged ones) the newest valid one counts.
     * @param read all cookies, as the browser tells them
     */
    const createConsent = (config, read) => {
        let stored;
        const record = () => {
            if (stored === undefined) {
                stored = null;
                for (const pair of read().split("; ")) {
                    const found = /^kivok=/.test(pair) && decodeRecord(pair.slice(6));
                    // The age of a record from the future cannot be told, so it is none.
                    if (found && found.time < Date.now() + DAY_MILLISECONDS && !(stored?.time > found.time))
                        stored = found;
                }
            }
            // Without cookies a decision still holds for the page on which it was made.
            return stored && isInForce(stored, config, Date.now()) ? stored : null;
        };
        return {
            record,
            stored: () => record() ?? stored,
            // A browser that sends Global Privacy Control is never asked: the signal is an answer.
            due: () => {
                const current = record();
                return (!navigator.globalPrivacyControl &&
                    !(current && isComplete(current, config)));
            },
            adopt: (made) => {
                stored = made;
            },
        };
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

    const KEY = "kivok";
    let entries;
    /** Names of what is in the list, or was. */
    const names = new Set();
    /** What the list does not have yet: it is sorted in at the end of the task, since that takes as long as several writes. */
    const pending = [];
    const put = (entry) => {
        const [session] = entry;
        const key = identity(session);
        // Anew at the end: the last write is restored last.
        const list = entries;
        list.delete(key);
        if (entry[1]) {
            names.add(cookieName(session));
            list.set(key, entry);
        }
    };
    /** Reads the storage as late as possible: the first access takes up to two milliseconds on a slow device. */
    const load = () => {
        if (!entries) {
            entries = new Map();
            try {
                JSON.parse(sessionStorage[KEY]).forEach(put);
            }
            catch {
                // Nothing or something else there, or storage is refused: then the list lives as long as the page.
            }
        }
        pending.splice(0).forEach(put);
        return entries;
    };
    /** What is remembered, the last write last. */
    const remembered = () => [...load().values()];
    // One write for all changes of a task: each costs microseconds that the page's own code would wait for.
    const flush = () => {
        try {
            const list = remembered();
            if (list[0])
                sessionStorage[KEY] = JSON.stringify(list);
            else
                delete sessionStorage[KEY];
        }
        catch {
            // Storage is refused or full: as above.
        }
    };
    /**
     * Remembers a cookie, in place of what was remembered of it; the storage has it before the next task. Without an end it is
     * forgotten: the cookie of this name, domain and path, which has to be among the attributes.
     */
    const remember = (session, end) => {
        if (pending.push([session, end]) < 2)
            queueMicrotask(flush);
    };
    /** Whether a cookie of this name may be remembered: it is, or was on this page, or the list waits for the end of the task. */
    const isRemembered = (name) => pending[0] || (load() && names.has(name));
    /** Forgets the cookies for which `isKept` does not say that they are kept. */
    const keepRemembered = (isKept) => {
        for (const entry of remembered())
            if (!isKept(...entry))
                remember(entry[0], 0);
    };
    /**
     * What tells cookies apart (RFC 6265bis, section 5.7): name, domain and path, and whether it is partitioned, without the
     * spaces and capitals that each script writes in its own way. Two paths that differ in capitals count as one.
     */
    const identity = (text) => cookieName(text) +
        text
            .toLowerCase()
            .replace(/[ \t]/g, "")
            .match(/;(domain|path|partitioned)[^;]*/g);

    /**
     * Puts a function in the way of an accessor or method, which keeps its name, length and errors. Does nothing where there is
     * none, or where the page has frozen it.
     */
    const wrap = /*@__EAGER__*/ (owner, name, part, apply) => {
        const descriptor = owner && Object.getOwnPropertyDescriptor(owner, name);
        if (descriptor?.[part])
            Reflect.defineProperty(owner, name, { ...descriptor, [part]: new Proxy(descriptor[part], { apply }) });
    };
    /** Hands on what an accessor or method gives. */
    const listen = (owner, name, part, take) => wrap(owner, name, part, (target, self, given) => {
        const result = Reflect.apply(target, self, given);
        take(result);
        return result;
    });
    /**
     * Runs `guard` in this page's realm at once, and in the realm of each same-origin frame and window that can be reached, before
     * any script of it where browsers allow that (browser-facts.md, F1 to F7). What stays open: `<embed>`, and `window[n]` in the
     * very task in which a frame with an address is inserted.
     * @param onMutation is told what changes in any of them
     */
    const guardRealms = (guard, onMutation) => {
        /** Documents that are watched, and realms by their `Document`: a window stays the same when it is navigated. */
        const guarded = new WeakSet();
        /** Guards the realm of a window or document. @returns whether there is another document than `left`, or none that can be seen */
        const visit = (reached, left) => {
            try {
                const realm = (reached.defaultView ?? reached);
                if (!guarded.has(realm.document)) {
                    // The first navigation of a frame keeps the realm and brings another document.
                    if (!guarded.has(realm.Document))
                        enter(realm);
                    watch(realm.document);
                    realm.addEventListener("pagehide", ({ persisted, target }) => {
                        // Looks until the next document is there, mostly in a fresh realm: none comes to a frame that was removed, nor to
                        // one whose whole page the back/forward cache keeps.
                        const look = () => persisted || realm.closed || visit(realm, target) || setTimeout(look);
                        look();
                    });
                }
                return realm.document !== left;
            }
            catch {
                // None, or of another origin: that one throws whenever it is touched.
                return true;
            }
        };
        const watch = /*@__EAGER__*/ (root) => {
            guarded.add(root);
            // Frames without an address are there as soon as they are inserted, and say so at once.
            root.addEventListener("load", ({ target }) => visit(target.contentWindow), true);
            new MutationObserver((records) => {
                // A document's live list, which the browser keeps, costs nothing to look at after each change; a query would.
                for (const frame of root.getElementsByTagName?.("iframe") || root.querySelectorAll("iframe"))
                    visit(frame.contentWindow);
                onMutation(records, root);
            }).observe(root, { childList: true, subtree: true });
        };
        const enter = /*@__EAGER__*/ (realm) => {
            guarded.add(realm.Document);
            // A property of the document's own, put there before the tag, would be a way around.
            Reflect.deleteProperty(realm.document, "cookie");
            guard(realm);
            for (const frame of ["IFrame", "Frame", "Object"])
                for (const name of ["Window", "Document"])
                    listen(realm[`HTML${frame}Element`]?.prototype, `content${name}`, "get", visit);
            listen(realm.Element.prototype, "attachShadow", "value", watch);
            listen(realm, "open", "value", visit);
        };
        enter(window);
        watch(document);
    };

    /** How long nobody listens after a change; then all cookies are looked at. */
    const PAUSE_MILLISECONDS = 1000;
    /**
     * Wraps the ways to write cookies of this page and of its same-origin frames.
     * @param isGranted the state of each category at the time of a write
     * @param align is called when cookies are there that are not as the decision says (`kivok-decide.js` brings them in line)
     * @param onMutation follows changes of this page and its frames, with the observer that the guard has anyway
     */
    const guardCookies = (config, isGranted, align, onMutation) => {
        const known = new Set();
        const native = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
        const read = native.get.bind(document);
        const actionFor = (name) => decide(name, config, isGranted);
        /** Where changes are listened to: ends that for a while, since a read after a write would wait for the browser to tell. */
        let rest;
        const judge = (text, isFound, from, end) => {
            const name = cookieName(text);
            const action = actionFor(name);
            if (!isFound) {
                rest?.();
                known.add(name);
            }
            // Also where no lifetime is understood: browsers take some dates that the norm refuses.
            const judged = action === "allow" ? text : action === "session" ? toSessionCookie(text) : undefined;
            if (judged !== text) {
                // Not before: of a cookie that passes, as most do, nobody needs to know when it ends.
                end = end ?? cookieEnd(text, Date.now());
                // Without a lifetime, the comparison is false; a deletion passes.
                if (!(end <= Date.now())) {
                    if (judged && end)
                        remember(withPath(judged, from), end);
                    return judged;
                }
            }
            // Deleted, or written anew as it may be: what was asked before no longer counts. Most pages have nothing to forget, and
            // every write comes by. With a control character the browser refuses it, and all stays as it is.
            // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
            if (!isFound && isRemembered(name) && /^[^\0-\x08\n-\x1f\x7f]*$/.test(text))
                remember(withPath(text, from), 0);
            return text;
        };
        guardRealms((realm) => {
            wrap(realm.Document.prototype, "cookie", "set", (target, self, given) => {
                // Converted once, since a page's object may answer differently the second time; without an argument the setter throws.
                const judged = given.length ? judge("".concat(given[0]), false, realm) : "";
                if (judged !== undefined)
                    // Filled anew, so that without an argument there is none.
                    Reflect.apply(target, self, given.fill(judged));
            });
            for (const method of ["set", "delete"])
                wrap(realm.CookieStore?.prototype, method, "value", 
                // Asynchronous, so that what throws, such as a member that is read, is a rejection, as the browser's would be.
                async (target, self, given) => {
                    const [init] = given;
                    // With one argument, an object or a function is a dictionary (Web IDL, section 3.2.17).
                    const isInit = given.length < 2 && Object(init) === init;
                    const end = method === "delete" ? 0 : isInit ? endOf(init) : undefined;
                    const text = isInit ? serialize(init, end) : "".concat(init, "=;Path=/");
                    const judged = judge(text, false, realm, end);
                    // The end is read once, since a page's object may answer differently the second time. The other members are read
                    // through the prototype: a copy by spread would lose inherited ones.
                    const lifetime = { expires: { value: judged === text ? end : null }, maxAge: {} };
                    return judged === undefined
                        ? judged
                        : Reflect.apply(target, self, isInit ? [Object.create(init, lifetime)] : given);
                });
        }, onMutation);
        /** Looks whether there is anything to do before the file that does it is loaded. */
        const look = (cookies) => {
            const isOff = ({ name, expires }) => {
                const action = actionFor(name);
                return action === "block" || (action === "session" && expires !== null);
            };
            // Storage is only touched where somebody has decided.
            if (cookies.some(isOff) ||
                (cookies.some(({ name }) => name === RECORD_COOKIE) &&
                    remembered().some(([session]) => actionFor(cookieName(session)) === "allow")))
                align();
        };
        const follow = () => {
            const store = window.cookieStore;
            if (store) {
                const hear = (event) => {
                    rest?.();
                    look(event.changed);
                };
                rest = () => {
                    rest = undefined;
                    store.removeEventListener("change", hear);
                    setTimeout(follow, PAUSE_MILLISECONDS);
                };
                store.addEventListener("change", hear);
                store.getAll().then(look, () => { });
            }
            // Older browsers tell of no change.
            else {
                if (read())
                    align();
                addEventListener("visibilitychange", align);
            }
        };
        // Not before the page goes on: all of it asks the browser, and what is set until then is found as well.
        setTimeout(follow);
        return { read, write: native.set.bind(document), judge, actionFor, known, serialize, keep: keepRemembered };
    };
    /**
     * Adds the path that a cookie without one gets (RFC 6265bis, section 5.1.4), so that it can be restored from another page.
     * The address is read as late as possible: that takes a microsecond, and every write comes by. What was found has a path.
     */
    const withPath = (session, realm) => /;\s*path\s*=\s*\//i.test(session)
        ? session
        : `${session};Path=${realm.location.pathname.replace(/\/[^/]*$/, "") || "/"}`;
    /** When a cookie of the Cookie Store API ends: epoch milliseconds, UTC; `undefined` for a session cookie. */
    const endOf = ({ expires, maxAge }) => maxAge != null ? Date.now() + maxAge * 1000 : expires != null ? +expires : undefined;
    /**
     * A cookie of the Cookie Store API as a cookie string, which is what is judged, remembered and restored.
     * @param end epoch milliseconds, UTC; nothing for a session cookie
     * @param isSecure what `set` makes of every cookie; a found one tells it
     */
    const serialize = (cookie, end, isSecure = true) => [
        `${cookie.name}=${cookie.value}`,
        `Path=${cookie.path ?? "/"}`,
        `SameSite=${cookie.sameSite ?? "strict"}`,
        cookie.domain && `Domain=${cookie.domain}`,
        isSecure && "Secure",
        cookie.partitioned && "Partitioned",
        end != null && `Expires=${new Date(end).toUTCString()}`,
    ]
        .filter(Boolean)
        .join(";");

    /**
     * Events are dispatched on `document` as `kivok:<name>`, with the detail of {@link Events}. So the page's own code can
     * listen as well, and a listener that throws stops no other: the browser reports the error and goes on (DOM, section 2.9).
     */
    const emit = (name, detail) => {
        document.dispatchEvent(new CustomEvent(`kivok:${name}`, { detail }));
    };
    /** Runs `listener` at each event of that name; returns the function that ends it. */
    const on = (name, listener) => {
        const type = `kivok:${name}`;
        const run = (event) => listener(event.detail);
        document.addEventListener(type, run);
        return () => document.removeEventListener(type, run);
    };

    /**
     * Follows clicks on elements with `data-kivok` or `data-kivok-count`, also on those that are added later. The click itself
     * goes on as it would.
     */
    const onMarkup = (actions, count) => {
        document.addEventListener("click", ({ target }) => {
            const marked = target.closest?.("[data-kivok],[data-kivok-count]")?.dataset ?? {};
            const { kivok, kivokCount } = marked;
            if (kivok)
                actions[kivok]?.();
            if (kivokCount)
                count(kivokCount, marked);
        });
    };

    /** Starts Kivok on this page. The order matters: the guard first, since every later line may run code of the page. */
    const start = (given) => {
        const config = resolveCoreConfig(given);
        const consent = /*@__INLINE__*/ createConsent(config, () => cookies.read());
        const has = (category) => isGranted(consent.record(), category);
        /**
         * Loads one of Kivok's own files by URL and starts it; the browser keeps it, so a second call only starts it again.
         * A file that does not come is left away: the page goes on, and nothing is sent or granted without it.
         * `import()` of an own file passes nonces and `strict-dynamic`, since the script that imports vouches for it.
         */
        const bring = async (file, detail) => {
            try {
                await (await import(`${config.base}kivok-${file}.js`)).start(controller, detail);
            }
            catch {
                // Blocked, offline or an old browser.
            }
        };
        const onMutation = (records, root) => {
            const isGated = (node) => node.matches?.(GATED) || node.querySelector?.(GATED);
            // Most pages have none at all, and a look at all of the root costs less than one at each of many new elements.
            if (root.querySelector(GATED) && records.some(({ addedNodes }) => [...addedNodes].some(isGated)))
                bring("gate", root);
        };
        const cookies = /*@__INLINE__*/ guardCookies(config, has, () => bring("decide"), onMutation);
        // In a sandbox there are no cookies: this throws, and nothing more is started.
        if (origin === "null")
            has("");
        const showWayBack = () => {
            if (`${config.button}` !== "false")
                bring("button");
        };
        let isCounting = false;
        const followGrants = () => {
            if (config.browserId && has("functional"))
                bring("browser-id");
            if (isCounting || !config.endpoint || !has("statistics"))
                return;
            isCounting = true;
            bring("count");
        };
        const carryOut = async (choice) => {
            const before = consent.record();
            // A withdrawal holds from this moment, even if the file that makes the new record does not come.
            consent.adopt(null);
            api.remove(RECORD_COOKIE, config.cookie);
            await bring("decide", choice);
            const record = consent.record();
            if (!record)
                return;
            followGrants();
            emit("decision", record);
            if (`${record.granted}` !== `${before?.granted}`)
                emit("change", record);
            showWayBack();
        };
        // A count made while its file is on the way waits; one made without consent is not kept at all.
        const waiting = [];
        const count = (...given) => {
            if (has("statistics"))
                waiting.push(given);
        };
        const controller = {
            config,
            ...consent,
            has,
            decide: carryOut,
            setCookie: api.set,
            cookies,
            on,
            emit,
            open: () => {
                bring("ui", "settings");
            },
            sent: [],
            waiting,
        };
        const choose = (how, granted = optionalCategories(config)) => carryOut({ granted, how });
        const api$1 = {
            has,
            get record() {
                return consent.record();
            },
            accept: (categories) => choose("api", categories),
            reject: () => choose("api", []),
            open: controller.open,
            on,
            cookies: {
                get: api.get,
                set: (name, value, { category, ...attributes } = {}) => {
                    const declared = config.categories[category];
                    if (declared)
                        declared.cookies = [{ name }, ...(declared.cookies || [])];
                    return api.set(name, value, attributes);
                },
                remove: api.remove,
            },
            count,
            sent: controller.sent,
            queue: { push: ([name, ...args]) => api$1[name]?.(...args) },
        };
        const accept = () => (config.guardian ? bring("ui", "guardian") : choose("page"));
        onMarkup({ settings: controller.open, accept, reject: () => choose("page", []) }, count);
        // Not before the page goes on: whoever asks for the decision waits for the browser.
        setTimeout(() => {
            followGrants();
            if (consent.due())
                bring("ui", "notice");
        });
        const onParsed = () => {
            if (config.reload || config.adapters || document.querySelector(GATED))
                bring("gate");
            if (!consent.due())
                showWayBack();
        };
        if (document.readyState === "loading")
            document.addEventListener("DOMContentLoaded", onParsed);
        else
            onParsed();
        return api$1;
    };
    /** Elements that the gate follows: what waits for a category, and the declaration. */
    const GATED = "[data-category],[data-kivok=declaration]";

    // The tag twice on a page: the first one has it all. Nothing may be thrown into the page, whatever happens.
    try {
        const page = window;
        const early = page.kivok;
        if (!early?.has) {
            const kivok = /*@__INLINE__*/ start(readSettings(runningTag()));
            page.kivok = kivok;
            early?.queue?.map(kivok.queue.push);
        }
    }
    catch {
        // A browser without what Kivok needs keeps its page.
    }

    const told = new Set();
    /** Warns of a name that is refused, at the call or the element where it is. */
    const check = (where, name) => {
        if ((typeof name === "string" && COUNT_NAME.test(name)) || told.has(name))
            return;
        told.add(name);
        const found = typeof name === "string" ? quote(name) : typeof name;
        console.warn(`[kivok] ${formatIssue(issue(where, "1 to 64 letters, digits and . _ -", found, "it is not counted"))}`);
    };
    const { kivok } = window;
    if (kivok) {
        const { count } = kivok;
        kivok.count = (name, ...more) => {
            check("kivok.count", name);
            count(name, ...more);
        };
        document.addEventListener("click", ({ target }) => {
            const marked = target.closest?.("[data-kivok-count]");
            if (marked)
                check(`<${marked.localName} data-kivok-count>`, marked.dataset.kivokCount);
        });
    }

    /**
     * Development build only: says, once for each cookie that a script of this page writes, what the guard did with it and how
     * to declare it; and after a withdrawal, which declared cookies no script can see. Changes nothing about what is done.
     */
    const reportCookies = (kivok) => {
        const config = resolveCoreConfig(readSettings(runningTag()));
        const reported = new Set();
        const report = (name, end) => {
            const action = decide(name, config, kivok.has);
            const isDeletion = end !== undefined && end <= Date.now();
            if (isDeletion || action === "allow" || (action === "session" && end === undefined) || reported.has(name))
                return;
            reported.add(name);
            const { category, cookie } = declarationOf(name, config);
            const done = action === "block" ? "was blocked" : "became a session cookie";
            const awaited = category === "necessary" || !cookie ? config.guard.persistWith : category;
            const remedy = cookie
                ? ""
                : `; declare it in config.categories.<category>.cookies as { "name": ${JSON.stringify(name)} }`;
            console.info(`[kivok] cookie "${name}" (${cookie ? category : "undeclared"}) ${done} until consent to ${awaited}${remedy}`);
        };
        wrap(Document.prototype, "cookie", "set", (target, self, given) => {
            Reflect.apply(target, self, given);
            // What is no text has been converted by the guard; a second time is one too many.
            if (typeof given[0] === "string")
                report(cookieName(given[0]), cookieEnd(given[0], Date.now()));
        });
        const { CookieStore } = window;
        wrap(CookieStore?.prototype, "set", "value", (target, self, given) => {
            const [init] = given;
            const { name, expires, maxAge } = typeof init === "object" && init ? init : { name: init };
            if (typeof name === "string")
                report(name, maxAge != null ? Date.now() + maxAge * 1000 : (expires ?? undefined));
            return Reflect.apply(target, self, given);
        });
        let granted = kivok.record?.granted ?? [];
        kivok.on("decision", (record) => {
            const visible = document.cookie.split("; ").map((pair) => pair.split("=", 1)[0]);
            for (const category of granted.filter((name) => record.denied.includes(name))) {
                const { cookies = [] } = config.categories[category] || {};
                const unseen = cookies.filter(({ name }) => !name.includes("*") && !visible.includes(name));
                if (unseen[0])
                    console.info(`[kivok] config.categories.${category}.cookies: expected ${unseen.map(({ name }) => `"${name}"`).join(", ")} to be gone after the withdrawal, got none that a script can see (an HttpOnly cookie has to be removed by the server)`);
            }
            granted = record.granted;
        });
    };

    /**
     * How the properties of a `localStorage` behave whose entries may wait: as those of an object with named properties do
     * (Web IDL, section 3.9), of which reads are hidden behind the interface's own members, and writes are not.
     */
    const storageTraps = (waiting, prototype) => {
        const entryOf = (key) => typeof key === "string" && !(key in prototype) ? waiting.read(key) : null;
        return {
            // Members are called on what the page was given, which the guard knows.
            get: (area, key, receiver) => entryOf(key) ?? Reflect.get(area, key, receiver),
            set: (area, key, value, receiver) => {
                if (typeof key === "symbol" || key in prototype)
                    return Reflect.set(area, key, value, receiver);
                waiting.write(key, `${value}`);
                return true;
            },
            has: (area, key) => entryOf(key) !== null || (key in prototype && Reflect.has(area, key)),
            deleteProperty: (area, key) => {
                if (typeof key === "symbol")
                    return Reflect.deleteProperty(area, key);
                if (entryOf(key) !== null)
                    waiting.remove(key);
                return true;
            },
            ownKeys: (area) => [...waiting.keys(), ...Reflect.ownKeys(area).filter((key) => typeof key === "symbol")],
            getOwnPropertyDescriptor: (area, key) => {
                const value = entryOf(key);
                if (value !== null)
                    return { value, writable: true, enumerable: true, configurable: true };
                return typeof key === "symbol" ? Reflect.getOwnPropertyDescriptor(area, key) : undefined;
            },
            defineProperty: (area, key, descriptor) => {
                if (typeof key === "symbol" || !("value" in descriptor))
                    return Reflect.defineProperty(area, key, descriptor);
                waiting.write(key, `${descriptor.value}`);
                return true;
            },
        };
    };

    /** Start of the keys in `sessionStorage` under which entries of `localStorage` wait for consent. */
    const PREFIX = "kivok/";
    /** The key of an entry that waits, from its key in `sessionStorage`; `undefined` for the page's own entries there. */
    const waitingKey = (key) => key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
    /** @param isPersistent whether entries may be kept now */
    const createWaitingStorage = (local, session, isPersistent) => {
        const list = (area) => Array.from({ length: area.length }, (_, index) => area.key(index));
        const waiting = () => list(session).flatMap((key) => waitingKey(key) ?? []);
        const forget = (key) => session.removeItem(PREFIX + key);
        return {
            read: (key) => session.getItem(PREFIX + key) ?? local.getItem(key),
            write: (key, value) => {
                if (!isPersistent())
                    return session.setItem(PREFIX + key, value);
                local.setItem(key, value);
                forget(key);
            },
            remove: (key) => {
                local.removeItem(key);
                forget(key);
            },
            keys: () => [...new Set([...list(local), ...waiting()])],
            move: () => {
                if (!isPersistent())
                    return;
                for (const key of waiting())
                    try {
                        local.setItem(key, session.getItem(PREFIX + key));
                        forget(key);
                    }
                    catch {
                        // No room: as above.
                    }
            },
            clearSession: () => {
                for (const key of list(session))
                    if (waitingKey(key) === undefined)
                        session.removeItem(key);
            },
        };
    };

    /** Marks a realm whose storage is guarded, for every Kivok that can reach it. */
    const GUARDED = Symbol.for("kivok.storage");
    /**
     * Lets what scripts write to `localStorage` wait in `sessionStorage` until it may be kept (`guard.storage`). To scripts it
     * looks like `localStorage` all along: methods, properties, enumeration, `clear`, `storage` events, errors of the quota.
     * What was there before stays, and can be read and removed. Out of reach: properties of a `localStorage` object that was kept
     * from before the tag; its methods are guarded.
     * @param isPersistent whether entries may be kept now
     * @returns moves what waits to where it was to be, if it may be kept now
     */
    const guardStorage = (isPersistent) => {
        /** By the browser's own object, and by what stands for it. */
        const guarded = new WeakMap();
        guardRealms((realm) => {
            const { prototype } = realm.Storage;
            // A frame with a tag of its own: the first guard has it all.
            if (GUARDED in realm.Storage)
                return;
            Object.defineProperty(realm.Storage, GUARDED, { value: true });
            const native = nativesOf(prototype);
            const guard = (area) => {
                const waiting = createWaitingStorage(native(area), native(realm.sessionStorage), isPersistent);
                const made = { area, waiting, shown: new Proxy(area, storageTraps(waiting, prototype)) };
                guarded.set(area, made).set(made.shown, made);
                return made;
            };
            const show = (area) => area && area !== realm.sessionStorage ? (guarded.get(area) ?? guard(area)).shown : area;
            const replace = (name, part, run) => wrap(prototype, name, part, (target, self, given) => {
                const found = guarded.get(self);
                // With too few arguments, or on another kind of object, the browser throws its own error.
                if (found && given.length >= target.length)
                    return run(found.waiting, given);
                const own = name === "clear" && self === realm.sessionStorage && guardedIn(realm, guarded);
                return own ? own.waiting.clearSession() : Reflect.apply(target, found?.area ?? self, given);
            });
            replace("getItem", "value", ({ read }, [key]) => read(`${key}`));
            replace("setItem", "value", ({ write }, [key, value]) => write(`${key}`, `${value}`));
            replace("removeItem", "value", ({ remove }, [key]) => remove(`${key}`));
            replace("clear", "value", ({ keys, remove }) => keys().forEach(remove));
            replace("key", "value", ({ keys }, [index]) => keys()[index >>> 0] ?? null);
            replace("length", "get", ({ keys }) => keys().length);
            for (const [owner, name] of [
                [realm, "localStorage"],
                [realm.StorageEvent.prototype, "storageArea"],
            ])
                wrap(owner, name, "get", (target, self, given) => show(Reflect.apply(target, self, given)));
            // What another page of the tab lets wait is an event of `sessionStorage` to the browser, and of `localStorage` to the page.
            realm.addEventListener("storage", (event) => {
                const key = event.storageArea === realm.sessionStorage ? waitingKey(event.key ?? "") : undefined;
                const own = guardedIn(realm, guarded);
                if (key === undefined || !own)
                    return;
                event.stopImmediatePropagation();
                const { oldValue, url } = event;
                // What is gone from there may only have moved, of which the browser tells as well.
                const newValue = event.newValue ?? own.waiting.read(key);
                if (newValue !== oldValue)
                    realm.dispatchEvent(new realm.StorageEvent("storage", { key, oldValue, newValue, url, storageArea: own.area }));
            });
            guardedIn(realm, guarded);
        }, ignore);
        return () => guardedIn(window, guarded)?.waiting.move();
    };
    /** The guard of cookies follows what is added to the page. */
    const ignore = () => { };
    /** The storage of a realm, guarded by the first look at it; nothing where the browser refuses storage, which throws. */
    const guardedIn = (realm, guarded) => {
        try {
            return guarded.get(realm.localStorage);
        }
        catch {
            return undefined;
        }
    };
    /** The methods of a storage area as they are now, for any area. */
    const nativesOf = (prototype) => {
        const { getItem, setItem, removeItem, key } = prototype;
        const length = Object.getOwnPropertyDescriptor(prototype, "length");
        return (area) => ({
            getItem: getItem.bind(area),
            setItem: setItem.bind(area),
            removeItem: removeItem.bind(area),
            key: key.bind(area),
            get length() {
                return length.get.call(area);
            },
        });
    };

    /**
     * Guards `localStorage` after the tag has started, before any other script runs.
     * @param isDefault what an owner wants who does not say (`guard.storage`)
     */
    const startStorageGuard = (isDefault) => {
        // Nothing may be thrown into the page; the tag twice on a page guards once.
        try {
            const { kivok } = window;
            const { persistWith, storage = isDefault } = resolveCoreConfig(readSettings(runningTag())).guard;
            if (!kivok?.has || kivok.isStorageGuarded || !storage)
                return;
            kivok.isStorageGuarded = true;
            const move = guardStorage(() => kivok.has(persistWith));
            kivok.on("decision", move);
            move();
        }
        catch {
            // A browser without what the guard needs keeps its page.
        }
    };

    startStorageGuard(false);
    // The page must never notice; the tag twice on a page reports once.
    try {
        const { kivok } = window;
        if (kivok?.has && !kivok.isReported) {
            kivok.isReported = true;
            reportCookies(kivok);
        }
    }
    catch (error) {
        console.warn("[kivok] cookies: cannot be reported:", error);
    }

})();
