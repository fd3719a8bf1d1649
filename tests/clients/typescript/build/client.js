// The typed client, as a front end would set it up once.
import createClient from "openapi-fetch";
/** The value of an environment variable that has to be there. */
export function setting(name) {
    const value = process.env[name];
    if (value === undefined || value === "") {
        throw new Error(`${name} is not set`);
    }
    return value;
}
/** A client of the server at `baseUrl`, with a key or without. Lists in a query are separated by commas. */
export function cairn(baseUrl, key) {
    return createClient({
        baseUrl,
        headers: key === undefined ? {} : { Authorization: `Bearer ${key}` },
        querySerializer: { array: { style: "form", explode: false } },
    });
}
/** What was answered, or an error that says what the problem was. */
export function answered(answer) {
    if (answer.data === undefined) {
        const { error, response } = answer;
        throw new Error(`${response.status} ${response.url}: ${JSON.stringify(error)}`);
    }
    return answer.data;
}
