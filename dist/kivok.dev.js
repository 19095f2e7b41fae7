(function () {
    'use strict';

    /** The category that needs no consent. It is always granted and cannot be refused. */
    const NECESSARY = "necessary";
    /** What happens to a category's cookies before consent, where the configuration does not say. */
    const actionBefore = (name, category) => (category || {}).before || (name === NECESSARY || name === "functional" ? "session" : "block");
    /** Names of the cookies that Kivok itself may set: the record is always allowed, the other two belong to `statistics`. */
    const RECORD_COOKIE = "kivok";
    const DAY_COOKIE = "kivok_day";
    const VISIT_COOKIE = "kivok_visit";
    /**
     * Whether a cookie name matches a declared name, case-sensitively as cookie names are (RFC 6265bis, section 5.7).
     * The pattern is never made into a regular expression, so a name such as `a.b(c` means itself.
     */
    const matchesName = (pattern, name) => {
        const parts = pattern.split("*");
        let at = 0;
        return (parts.every((part, index) => {
            // The last part must end the name, every other one is taken as early as possible.
            const found = index && index === parts.length - 1 ? name.length - part.length : name.indexOf(part, at);
            const fits = found >= at && name.startsWith(part, found) && (index > 0 || found === 0);
            at = found + part.length;
            return fits;
        }) && at === name.length);
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
    /** The known word that was probably meant, as a question: all of it is there but for one slip of two letters at most. */
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
    const inBounds = (days, least, otherwise) => days >= least ? Math.min(days, MAX_DAYS) : otherwise;
    /**
     * Fills in every default. Takes the shape on trust: `parseConfig` says what is wrong with it. May be given its own result,
     * in which, however, nothing tells any more that a default category was removed: it is there again.
     * Days over the bound are cut to it, days under it fall back to the default, for the visitor's sake.
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
            const own = (name === NECESSARY ? [RECORD_COOKIE] : name === "statistics" ? [DAY_COOKIE, VISIT_COOKIE] : []).filter((cookie) => !cookies.some((declared) => declared.name === cookie));
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
            language: "",
            thirdParties: [],
            owner: "",
            layout: "box",
            corner: "",
            theme: "auto",
            accent: "",
            button: true,
            messages: {},
            ...core,
            policy: { url: "", date: "", changes: [], ...core.policy },
            consent: { days: inBounds(core.consent.days, 1, DEFAULT_CONSENT_DAYS) },
            refusal: { days: inBounds(core.refusal.days, 0, 0) },
            cookie: { domain: "", ...core.cookie },
            contact: { email: "", address: "", ...core.contact },
            categories,
        };
    };

    /** Longest path, referrer or campaign value that a beacon carries, in characters. */
    const MAX_TEXT_LENGTH = 200;

    /**
     * Checks everything that an owner may write ({@link ConfigInput}), and a whole {@link Config} as well. For the
     * development build and for servers: the browser's production file takes what it is given.
     * @returns the configuration with every default filled in, or every issue
     */
    const parseConfig = (value) => {
        const issues = CONFIG(value, "config");
        if (isObject(value))
            issues.push(...categoryIssues(value), ...doubleNames(value));
        return issues.length ? { issues } : { config: resolveConfig(value) };
    };
    /** An issue as one line: `config.button: expected true or false, got string`. */
    const formatIssue = ({ path, expected, found, remedy }) => `${path}: expected ${expected}, got ${found}${remedy ? ` (${remedy})` : ""}`;
    const days = (least, most = Number.MAX_VALUE) => leaf("number", `${least} ${most > MAX_DAYS ? "or more" : `to ${most}`} days`, (text) => +text >= least && +text <= most);
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
        paths: list(like("a path template such as /orders/*", new RegExp(`^/[^\\s?#]{0,${MAX_TEXT_LENGTH - 1}}$`))),
        language: like("a language tag", new RegExp(`^$|${LANGUAGE.source}`, "i")),
        consent: shape({ days: days(1, MAX_DAYS) }),
        refusal: shape({ days: days(0, MAX_DAYS) }),
        cookie: shape({ domain: like("a domain", /^$|^[a-z\d-]+(\.[a-z\d-]+)*$/i) }),
        guard: shape({ persistWith: STRING, undeclared: STRING }),
        categories: map(/^[a-z][a-z0-9_]{0,31}$/, "up to 32 of a-z, 0-9 and _, a letter first", (value, path) => value === false ? [] : CATEGORY(value, path)),
        thirdParties: list(TEXT),
        owner: TEXT,
        contact: shape({
            email: like("an e-mail address", /^$|^[^\s@]+@[^\s@]+$/),
            address: TEXT,
        }),
        layout: oneOf("box", "bar", "dialog"),
        corner: oneOf("", "top", "end", "top end"),
        theme: oneOf("auto", "light", "dark"),
        accent: like("a colour, #rrggbb", /^$|^#[\da-f]{6}$/i),
        button: leaf("boolean", "true or false"),
        messages: map(LANGUAGE, "a language tag", map(/^/, "", STRING)),
    });
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
        const { policy, version, button, ...simple } = tag ? tag.dataset : {};
        const given = readJson();
        return {
            ...given,
            ...simple,
            ...(button && { button: button !== "off" }),
            policy: { ...given.policy, ...(policy && { url: policy }), ...(version && { version }) },
            base: tag ? tag.src.replace(/[^/]*$/, "") : (given.base ?? ""),
        };
    };
    const readJson = () => {
        try {
            return (window.kivokConfig ||
                JSON.parse(document.getElementById("kivok-config")?.textContent || "{}"));
        }
        catch {
            return {};
        }
    };

    /**
     * Development build only: says what is wrong with the configuration, and goes on.
     * Imported for its effect, before the tag starts.
     */
    const warn = (text) => console.warn(`[kivok] ${text}`);
    const json = document.getElementById("kivok-config")?.textContent;
    try {
        if (json)
            JSON.parse(json);
    }
    catch (error) {
        warn(`#kivok-config: expected JSON, ${error instanceof Error ? error.message : error}; the defaults are used`);
    }
    const tag = runningTag();
    if (tag?.async || tag?.defer)
        warn("script: expected the tag without async and defer; cookies written before it runs are only found later");
    const { base: _, ...given } = readSettings(tag);
    const parsed = parseConfig(given);
    if ("issues" in parsed)
        for (const issue of parsed.issues)
            warn(formatIssue(issue));

    /*! js-cookie v3.0.8 | MIT */
    function assign (target) {
      for (var i = 1; i < arguments.length; i++) {
        var source = arguments[i];
        for (var key in source) {
          if (key === '__proto__') continue
          target[key] = source[key];
        }
      }
      return target
    }

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
        if (typeof document === 'undefined') {
          return
        }

        attributes = assign({}, defaultAttributes, attributes);

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
        if (typeof document === 'undefined' || (arguments.length && !name)) {
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
            if (name === found) {
              break
            }
          } catch (_e) {
            // Do nothing...
          }
        }

        return name ? jar[name] : jar
      }

      return Object.create(
        {
          set: set,
          get: get,
          remove: function (name, attributes) {
            set(
              name,
              '',
              assign({}, attributes, {
                expires: -1
              })
            );
          },
          withAttributes: function (attributes) {
            return init(this.converter, assign({}, this.attributes, attributes))
          },
          withConverter: function (converter) {
            return init(assign({}, this.converter, converter), this.attributes)
          }
        },
        {
          attributes: { value: Object.freeze(defaultAttributes) },
          converter: { value: Object.freeze(converter) }
        }
      )
    }

    var api = init(defaultConverter, { path: '/' });

    const VERSION = "1";
    const DAY_MILLISECONDS = 86400000;
    /** The categories that a visitor can grant or deny, in the configuration's order. */
    const optionalCategories = (config) => Object.keys(config.categories).filter((name) => name !== NECESSARY && config.categories[name]);
    /**
     * Makes the record of a decision.
     * @param receipt random number for a consent; dropped when nothing is granted
     * @param now epoch milliseconds, UTC
     */
    const createRecord = (choice, config, receipt, now) => {
        const offered = optionalCategories(config);
        const granted = offered.filter((name) => choice.granted.includes(name));
        return {
            time: now - (now % 1000),
            policyVersion: config.policy.version,
            how: choice.how,
            receipt: granted.length ? receipt : "",
            granted,
            denied: offered.filter((name) => !granted.includes(name)),
        };
    };
    /** Whether a category is granted. Without a record only the necessary one is. */
    const isGranted = (record, name) => name === NECESSARY || !!record?.granted.includes(name);
    /** Days that this record holds, at most 400: those of a consent if anything is granted, else those of a refusal (0: the browser's session). */
    const recordDays = (record, config) => Math.min((record.granted.length ? config.consent : config.refusal).days, MAX_DAYS);
    /**
     * Whether the record still speaks for the visitor: made under this policy version and not past its days.
     * A record from the future is as good as none, since its age cannot be told.
     * @param now epoch milliseconds, UTC
     */
    const isInForce = (record, config, now) => {
        const days = recordDays(record, config);
        const age = now - record.time;
        return (
        // As text: a version written as a number would else ask on every page.
        record.policyVersion === `${config.policy.version}` &&
            age > -DAY_MILLISECONDS &&
            (!days || age < days * DAY_MILLISECONDS));
    };
    /** Whether the visitor has answered for every category that is offered now. */
    const isComplete = (record, config) => optionalCategories(config).every((name) => record.granted.includes(name) || record.denied.includes(name));
    /**
     * The cookie's value: fields joined by `:`, each category followed by `+` or `-`; only cookie octets that js-cookie
     * leaves as they are (RFC 6265bis, section 4.1.1).
     */
    const encodeRecord = (record) => [
        VERSION,
        (record.time / 1000).toString(36),
        record.policyVersion,
        record.how,
        record.receipt,
        record.granted.map((name) => `${name}+`).join("") + record.denied.map((name) => `${name}-`).join(""),
    ].join(":");
    /** Reads a cookie's value; `null` for anything that neither this version nor an earlier one has written. Never throws. */
    const decodeRecord = (value) => {
        const [version, time = "", policyVersion = "", how, receipt = "", categories = "?"] = value.split(":");
        const seconds = Number.parseInt(time, 36);
        return version === VERSION && seconds > 0 && /^(\w+[+-])*$/.test(categories)
            ? {
                time: seconds * 1000,
                policyVersion,
                how: how,
                receipt,
                granted: categories.match(/\w+(?=\+)/g) || [],
                denied: categories.match(/\w+(?=-)/g) || [],
            }
            : null;
    };

    /** Reads the decision. Of several cookies (host and domain, or damaged ones) the newest valid one counts. */
    const createConsent = (config) => {
        let stored = document.cookie
            .split("; ")
            .map((pair) => (pair.startsWith(`${RECORD_COOKIE}=`) ? decodeRecord(pair.slice(RECORD_COOKIE.length + 1)) : null))
            .reduce((newest, record) => (record && (!newest || record.time > newest.time) ? record : newest), null);
        // Without cookies a decision still holds for the page on which it was made.
        const record = () => (stored && isInForce(stored, config, Date.now()) ? stored : null);
        return {
            record,
            due: () => {
                const current = record();
                if (current)
                    return isComplete(current, config) ? undefined : "category";
                if (stored)
                    return stored.policyVersion === config.policy.version ? "expired" : "policy";
                return navigator.globalPrivacyControl ? undefined : "first";
            },
            store: (choice) => {
                // 64 random bits: enough that two receipts of one site hardly ever meet, and they name nobody.
                const [receipt = 0n] = crypto.getRandomValues(new BigUint64Array(1));
                stored = createRecord(choice, config, receipt.toString(36), Date.now());
                const days = recordDays(stored, config);
                api.set(RECORD_COOKIE, encodeRecord(stored), {
                    sameSite: "Lax",
                    secure: location.protocol === "https:",
                    ...(days && { expires: days }),
                    ...(config.cookie?.domain && { domain: config.cookie.domain }),
                });
                return stored;
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
            return { category: "statistics", cookie: { name } };
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
        return isGranted(followed) && isGranted(category)
            ? "allow"
            : cookie?.before || actionBefore(category, config.categories[category]);
    };

    /** Longest life of a cookie in seconds: 400 days (RFC 6265bis, section 5.5). */
    const MAX_AGE_SECONDS = 34560000;
    const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    /** The white space that the norm trims; JavaScript's `trim` would take more. */
    const trim = (text) => text.replace(/^[ \t]+|[ \t]+$/g, "");
    /** The name that a browser would store, read without splitting the rest. */
    const cookieName = (text) => trim(/^[^;=]*(?==)/.exec(text)?.[0] ?? "");
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
        if (!time || !year)
            return undefined;
        const [, hour = 0, minute = 0, second = 0] = time.map(Number);
        // Two-digit years: 70 to 99 are of the last century, 0 to 69 of this one.
        const century = +year < 70 ? 2000 : +year < 100 ? 1900 : 0;
        const date = new Date(Date.UTC(+year + century, month, +day, hour, minute, second));
        // A day or hour that does not exist would have moved the date on.
        return date.getUTCDate() === +day &&
            date.getUTCMonth() === month &&
            hour < 24 &&
            minute < 60 &&
            second < 60 &&
            +year + century > 1600
            ? date.getTime()
            : undefined;
    };
    /**
     * When a cookie ends: epoch milliseconds, UTC; at or before `now` for a deletion; `undefined` for a session cookie.
     * `Max-Age` wins over `Expires`, the last valid one of each counts, invalid ones are ignored (RFC 6265bis, section 5.7).
     * A `Max-Age` over 400 days counts as 400, as browsers take it, so that the end is always a finite number.
     */
    const cookieEnd = (text, now) => {
        let maxAge;
        let expires;
        // A longer value than 1,024 bytes is ignored. The norm has no plus sign, but Chromium takes it: to ignore it would let
        // a lifetime through.
        for (const [, seconds, date] of text.matchAll(/;\s*(?:max-age\s*=\s*([+-]?\d{1,1024})\s*|expires\s*=([^;]{0,1024}))(?=;|$)/gi)) {
            if (seconds)
                maxAge = +seconds;
            else if (date)
                expires = parseCookieDate(date) ?? expires;
        }
        return maxAge === undefined ? expires : maxAge > 0 ? now + Math.min(maxAge, MAX_AGE_SECONDS) * 1000 : 0;
    };
    /** The same cookie without a lifetime; every other character stays as it was written. */
    const toSessionCookie = (text) => text.replace(/;\s*(?:max-age|expires)\s*(?:=[^;]*)?(?=;|$)/gi, "");

    const KEY = "kivok";
    /** Reads the storage as late as possible: the first access takes up to two milliseconds on a slow device. */
    const createLedger = () => {
        let entries;
        let isFlushing = false;
        const load = () => {
            try {
                entries ?? (entries = JSON.parse(sessionStorage[KEY]));
            }
            catch {
                // Nothing there, or storage is refused: then the list lives as long as the page.
                entries = [];
            }
            return entries;
        };
        // One write for all changes of a task: each costs microseconds that the page's own code would wait for.
        const replace = (changed) => {
            entries = changed;
            if (isFlushing)
                return;
            isFlushing = true;
            queueMicrotask(() => {
                isFlushing = false;
                try {
                    if (load()[0])
                        sessionStorage[KEY] = JSON.stringify(entries);
                    else
                        sessionStorage.removeItem(KEY);
                }
                catch {
                    // Storage is refused or full: as above.
                }
            });
        };
        return {
            remember: (session, end) => replace([...load().filter((entry) => identity(entry[0]) !== identity(session)), [session, end]]),
            keep: (isKept) => {
                const kept = load().filter((entry) => isKept(...entry));
                if (kept.length < load().length)
                    replace(kept);
            },
        };
    };
    /** Name and attributes: two writes of a cookie that differ only in other attributes than domain and path both stay, and the later one is restored last. */
    const identity = (session) => cookieName(session) + session.slice(session.indexOf(";"));

    /**
     * Wraps the page's ways to write cookies, and follows decisions.
     * @param isGranted the state of each category at the time of a write
     * @returns a function to call after every decision: it gives lifetimes back, takes them away and removes what was withdrawn
     */
    const guardCookies = (config, isGranted) => {
        const ledger = createLedger();
        const native = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
        const store = window.cookieStore;
        const write = native.set.bind(document);
        const read = native.get.bind(document);
        /**
         * What to write instead of `text`: the same, its session form, or nothing (`undefined`).
         * @param isFound the cookie is there already, rather than being written now: what was asked for it before still holds
         */
        const judge = (text, isFound) => {
            const now = Date.now();
            const name = cookieName(text);
            const end = cookieEnd(text, now);
            const action = end !== undefined && end <= now ? "allow" : decide(name, config, isGranted);
            if (action === "session" && end !== undefined) {
                const session = toSessionCookie(text);
                ledger.remember(withPath(session), end);
                return session;
            }
            // Deleted, or written anew with a lifetime that it may keep: what was asked before no longer counts.
            if (end !== undefined && !isFound)
                ledger.keep((session) => cookieName(session) !== name);
            return action === "block" ? undefined : text;
        };
        Object.defineProperty(Document.prototype, "cookie", {
            ...native,
            set: new Proxy(native.set, {
                apply: (target, self, given) => {
                    // Converted once, since a page's object may answer differently the second time.
                    const text = given.length ? `${given[0]}` : undefined;
                    const judged = text && judge(text);
                    if (text === undefined || judged !== undefined)
                        Reflect.apply(target, self, text === undefined ? [] : [judged]);
                },
            }),
        });
        if (store) {
            const prototype = Object.getPrototypeOf(store);
            prototype.set = new Proxy(prototype.set, {
                apply: (target, self, given) => {
                    const [init] = given;
                    const text = given.length < 2 && init instanceof Object ? serialize(init) : `${init}=`;
                    const judged = judge(text);
                    if (judged === undefined)
                        return Promise.resolve();
                    // Members are read by name through the prototype: a copy by spread would lose inherited ones.
                    const session = { expires: { value: null }, maxAge: {} };
                    return Reflect.apply(target, self, judged === text ? given : [Object.create(init, session)]);
                },
            });
            store.addEventListener("change", (event) => sweep(event.changed));
        }
        /** Brings cookies that no wrapped call has written in line: a server's, and those from before the tag or a withdrawal. */
        const sweep = (cookies) => {
            for (const cookie of cookies) {
                // A browser that hides the expiry hides domain and path too, and a guess would make a second cookie.
                if (cookie.expires === undefined)
                    continue;
                const text = serialize(cookie);
                const judged = judge(text, true);
                if (judged !== text)
                    write(judged ?? `${text};Max-Age=0`);
            }
        };
        const follow = () => {
            const pairs = read().split("; ");
            ledger.keep((session, end) => {
                // Only what is there and unchanged: a cookie deleted or replaced meanwhile is not brought back, and one
                // whose path this page cannot see waits for a page that can.
                const [pair = ""] = session.split(";", 1);
                const isDone = pairs.includes(pair) && decide(cookieName(pair), config, isGranted) === "allow";
                if (isDone)
                    write(`${session};Max-Age=${Math.floor((end - Date.now()) / 1000)}`);
                return !isDone;
            });
            store?.getAll().then(sweep, () => { });
        };
        follow();
        return follow;
    };
    /** Adds the path that a cookie without one gets (RFC 6265bis, section 5.1.4), so that it can be restored from another page. */
    const withPath = (session) => /;\s*path\s*=\s*\//i.test(session) ? session : `${session};Path=${location.pathname.replace(/\/[^/]*$/, "") || "/"}`;
    /** A cookie of either interface as a cookie string, which is what is judged, remembered and restored. */
    const serialize = (cookie) => `${cookie.name}=${cookie.value};Path=${cookie.path ?? "/"};SameSite=${cookie.sameSite ?? "strict"}` +
        (cookie.domain ? `;Domain=${cookie.domain}` : "") +
        (cookie.secure === false ? "" : ";Secure") +
        (cookie.partitioned ? ";Partitioned" : "") +
        (cookie.expires != null ? `;Expires=${new Date(cookie.expires).toUTCString()}` : "") +
        (cookie.maxAge === undefined ? "" : `;Max-Age=${cookie.maxAge}`);

    /**
     * Events are dispatched on `document` as `kivok:<name>`, with the detail of {@link Events}. So the page's own code can
     * listen as well, and a listener that throws stops no other: the browser reports the error and goes on (DOM, section 2.9).
     */
    const emit = (name, detail) => {
        document.dispatchEvent(new CustomEvent(`kivok:${name}`, { detail }));
    };
    /** Runs `listener` at each event of that name; returns the function that ends it. */
    const on = (name, listener) => {
        const run = (event) => listener(event.detail);
        document.addEventListener(`kivok:${name}`, run);
        return () => document.removeEventListener(`kivok:${name}`, run);
    };

    /**
     * Releases what waits for a granted category, and unloads frames of a denied one. Safe to call again: each element is
     * released once.
     * - `<script type="text/plain" data-category>`: classic scripts in document order, a script without `async` waits for the
     *   one before it; modules (`data-type="module"`) order themselves;
     * - elements with `data-category` and `data-src`: they get their `src` (`data` for `<object>`).
     */
    const followGate = async (isGranted) => {
        const scripts = [];
        for (const element of document.querySelectorAll("[data-category]")) {
            const { category, src } = element.dataset;
            const attribute = element.tagName === "OBJECT" ? "data" : "src";
            if (element instanceof HTMLScriptElement)
                scripts.push(element);
            else if (!isGranted(category)) {
                const loaded = element.tagName === "IFRAME" && element.getAttribute(attribute);
                if (loaded) {
                    element.dataset.src = loaded;
                    element.removeAttribute(attribute);
                }
            }
            else if (src) {
                delete element.dataset.src;
                element.setAttribute(attribute, src);
            }
        }
        for (const script of scripts)
            if (script.type === "text/plain" && isGranted(script.dataset.category))
                await run(script);
    };
    /**
     * Runs an inert script by moving it, which passes nonces, `strict-dynamic` and Trusted Types, where a copy may not.
     * @returns when the next script may run
     */
    const run = (script) => {
        const isOrdered = script.src && !script.hasAttribute("async") && !script.dataset.type;
        script.type = script.dataset.type || "";
        // A script that the parser left inert would else run as soon as it has come (HTML, "prepare the script element", force async).
        if (isOrdered)
            script.async = false;
        script.after(script);
        return isOrdered
            ? new Promise((resolve) => {
                for (const name of ["load", "error"])
                    script.addEventListener(name, resolve);
            })
            : undefined;
    };

    /**
     * Loads one of Kivok's own files by URL and starts it; the browser keeps it, so a second call only starts it again.
     * A file that does not come is left away: the page goes on, and nothing is sent or granted without it.
     * `import()` of an own file passes nonces and `strict-dynamic`, since the script that imports vouches for it.
     */
    const load = async (url, controller, layer) => {
        try {
            await (await import(url)).start(controller, layer);
        }
        catch {
            // Blocked, offline or an old browser.
        }
    };

    /**
     * Follows clicks on elements with `data-kivok` or `data-kivok-count`, also on those that are added later. The click itself
     * goes on as it would.
     */
    const onMarkup = (actions, count) => {
        document.addEventListener("click", ({ target }) => {
            const { kivok, kivokCount } = (target instanceof Element && target.closest("[data-kivok],[data-kivok-count]")?.dataset) || {};
            if (kivok)
                actions[kivok]?.();
            if (kivokCount)
                count(kivokCount);
        });
    };

    /** Starts Kivok on this page. The order matters: the guard first, since every later line may run code of the page. */
    const start = (given) => {
        const config = resolveCoreConfig(given);
        const consent = createConsent(config);
        const has = (category) => isGranted(consent.record(), category);
        const followCookies = guardCookies(config, has);
        const bring = (file, layer) => {
            load(`${config.base}kivok-${file}.js`, controller, layer);
        };
        const showWayBack = () => {
            if (config.button !== false)
                bring("button");
        };
        let isCounting = false;
        const countPages = () => {
            if (isCounting || !config.endpoint || !has("statistics"))
                return;
            isCounting = true;
            bring("count");
        };
        const decide = (choice) => {
            const before = `${consent.record()?.granted}`;
            const record = consent.store(choice);
            followCookies();
            followGate(has);
            countPages();
            emit("decision", record);
            if (`${record.granted}` !== before)
                emit("change", record);
            showWayBack();
        };
        const controller = {
            config,
            due: consent.due,
            record: consent.record,
            has,
            decide,
            on,
            emit,
            open: () => bring("ui", "settings"),
            sent: [],
            // A count made while its file is on the way waits; one made without consent is not kept at all.
            counted: (name) => {
                if (isCounting)
                    waiting.push(name);
            },
            waiting: [],
        };
        const { waiting } = controller;
        const accept = (how, granted = optionalCategories(config)) => decide({ granted, how });
        const reject = (how) => decide({ granted: [], how });
        const count = (name) => controller.counted(name);
        const api$1 = {
            has,
            get record() {
                return consent.record();
            },
            accept: (categories) => accept("api", categories && [...categories]),
            reject: () => reject("api"),
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
        onMarkup({ settings: controller.open, accept: () => accept("page"), reject: () => reject("page") }, count);
        countPages();
        if (consent.due())
            whenBody(() => bring("ui", "notice"));
        whenParsed(() => {
            followGate(has);
            if (!consent.due())
                showWayBack();
        });
        return api$1;
    };
    const whenParsed = (run) => {
        if (document.readyState === "loading")
            document.addEventListener("DOMContentLoaded", run);
        else
            run();
    };
    /** The notice need not wait for the whole page, but it needs a place. */
    const whenBody = (run) => (document.body ? run() : whenParsed(run));

    // The tag twice on a page: the first one has it all. Nothing may be thrown into the page, whatever happens.
    try {
        const page = window;
        const early = page.kivok;
        if (!early?.has) {
            const api = start(readSettings(runningTag()));
            page.kivok = api;
            if (Array.isArray(early?.queue))
                for (const call of early.queue)
                    api.queue.push(call);
        }
    }
    catch {
        // A browser without what Kivok needs keeps its page.
    }

})();
