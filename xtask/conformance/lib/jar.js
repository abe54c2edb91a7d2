// What a browser adds to fetch: it keeps cookies and names the page's origin.
// Only what one origin needs: no domains and no paths.

export class Jar {
  #cookies = new Map();

  constructor(origin) {
    this.origin = origin;
  }

  /** The attributes of a cookie as the server wrote them, by a part of its name. */
  attributes(part) {
    for (const [name, cookie] of this.#cookies) {
      if (name.includes(part)) return cookie.attributes;
    }
  }

  clear() {
    this.#cookies.clear();
  }

  fetch = async (input, init = {}) => {
    const request = new Request(input, init);
    request.headers.set("origin", this.origin);
    return this.#send(request);
  };

  /** Follows a link on a page of another site: to one address, without its redirects. */
  navigate = (url) => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    headers["sec-fetch-dest"] = "document";
    return this.#send(new Request(url, { headers, redirect: "manual" }));
  };

  async #send(request) {
    const pairs = [...this.#cookies].map(([name, cookie]) => `${name}=${cookie.value}`);
    if (pairs.length > 0) request.headers.set("cookie", pairs.join("; "));
    const response = await fetch(request);
    for (const line of response.headers.getSetCookie()) this.#store(line);
    return response;
  }

  #store(line) {
    const [pair, ...rest] = line.split(";").map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf("="));
    const value = pair.slice(name.length + 1);
    const attributes = new Map(
      rest.map((part) => {
        const [key, text = ""] = part.split("=");
        return [key.toLowerCase(), text];
      }),
    );
    const expires = attributes.get("expires");
    const gone =
      Number(attributes.get("max-age") ?? 1) <= 0 || (expires && Date.parse(expires) <= Date.now());
    if (gone) this.#cookies.delete(name);
    else this.#cookies.set(name, { value, attributes });
  }
}
