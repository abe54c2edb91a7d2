// The page that shows the OpenAPI document and sends requests. No text of the document or of an
// answer becomes markup: everything goes in as text nodes.
'use strict';

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
const FORM = 'application/x-www-form-urlencoded';
const byId = (id) => document.getElementById(id);
let api = {};

function el(name, properties, ...children) {
  const { class: className, ...rest } = properties || {};
  const element = Object.assign(document.createElement(name), rest);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

// -- Reading the document

function resolve(value) {
  for (let hops = 0; value && value.$ref && hops < 16; hops += 1) {
    const steps = value.$ref.replace(/^#\//, '').split('/');
    value = steps.reduce((at, step) => at && at[step.replace(/~1/g, '/').replace(/~0/g, '~')], api);
  }
  return value || {};
}

const refName = (schema) => schema.$ref && schema.$ref.split('/').pop();
const types = (schema) => [].concat(schema.type || []);
const choices = (schema) => schema.oneOf || schema.anyOf || null;
const isNull = (schema) => schema.type === 'null';

function kindOf(schema) {
  if (!schema || schema === true) return 'any';
  if (schema.$ref) return refName(schema);
  if (choices(schema)) return choices(schema).map(kindOf).join(' | ');
  if (schema.allOf) return schema.allOf.map(kindOf).join(' & ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const names = types(schema).map((type) => (type === 'array' ? `${kindOf(schema.items)}[]` : type));
  return (names.join(' | ') || 'any') + (schema.format ? ` (${schema.format})` : '');
}

// The object whose fields are worth showing under a schema: through references, lists, choices.
function objectsIn(schema) {
  if (!schema || schema === true) return [];
  const target = resolve(schema);
  if (choices(target)) return choices(target).flatMap(objectsIn);
  if (target.items) return objectsIn(target.items);
  if (target.allOf) return [joined(target)];
  return target.properties ? [target] : [];
}

function joined(schema) {
  const parts = schema.allOf.map(resolve).map((part) => (part.allOf ? joined(part) : part)).concat(schema);
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties || {})),
    required: parts.flatMap((part) => part.required || []),
  };
}

function example(schema, seen = []) {
  if (!schema || schema === true) return null;
  const target = resolve(schema);
  if (seen.includes(target)) return null;
  const below = seen.concat(target);
  if (target.example !== undefined) return target.example;
  if (target.examples && target.examples.length) return target.examples[0];
  if (target.default !== undefined) return target.default;
  if (target.const !== undefined) return target.const;
  if (target.enum) return target.enum[0];
  if (choices(target)) return example(choices(target).find((choice) => !isNull(choice)), below);
  const whole = target.allOf ? joined(target) : target;
  if (whole.properties) {
    const required = whole.required || [];
    const names = Object.keys(whole.properties).filter((name) => required.includes(name));
    return Object.fromEntries(names.map((name) => [name, example(whole.properties[name], below)]));
  }
  return exampleOf(types(target).find((type) => type !== 'null'), target, below);
}

function exampleOf(type, schema, seen) {
  switch (type) {
    case 'string': return schema.format === 'email' ? 'ada@example.com' : '';
    case 'integer':
    case 'number': return schema.minimum || 0;
    case 'boolean': return false;
    case 'array': return [example(schema.items, seen)].filter((item) => item !== null);
    case 'object': return {};
    default: return null;
  }
}

// -- Showing it

function fieldList(object, seen) {
  const required = object.required || [];
  const items = Object.entries(object.properties).map(([name, schema]) => {
    const line = [
      el('code', {}, name), ' ',
      el('span', { class: 'kind' }, kindOf(schema)), ' ',
      required.includes(name) ? el('span', { class: 'required' }, 'required') : '',
    ];
    const text = (schema && schema.description) || '';
    const inner = objectsIn(schema).filter((target) => !seen.includes(target));
    const about = text ? el('div', { class: 'quiet' }, text) : '';
    if (!inner.length) return el('li', {}, ...line, about);
    const lists = inner.map((target) => fieldList(target, seen.concat(target)));
    return el('li', {}, el('details', {}, el('summary', {}, ...line), ...lists), about);
  });
  return el('ul', {}, ...items);
}

function schemaView(schema) {
  const objects = objectsIn(schema);
  const view = el('div', { class: 'schema' }, el('span', { class: 'kind' }, kindOf(schema)));
  for (const object of objects) view.append(fieldList(object, [object]));
  return view;
}

const firstContent = (holder) => Object.entries(holder.content || {})[0] || [null, {}];

function responseView([status, reference]) {
  const response = resolve(reference);
  const [type, content] = firstContent(response);
  const head = [
    el('code', { class: status < '400' ? 'good' : 'bad' }, status), ' ',
    response.description || '',
  ];
  if (!content.schema) return el('div', {}, ...head);
  const kind = type === 'application/json' ? '' : el('div', { class: 'quiet' }, type);
  return el('details', {}, el('summary', {}, ...head), kind, schemaView(content.schema));
}

function parameterField(parameter) {
  const schema = parameter.schema || {};
  const input = el('input', { type: 'text', autocomplete: 'off', spellcheck: false });
  input.required = Boolean(parameter.required);
  const label = el('label', {}, el('code', {}, parameter.name), ` in ${parameter.in}, ${kindOf(schema)} `,
    parameter.required ? el('span', { class: 'required' }, 'required') : '', input);
  return { parameter, input, view: el('div', {}, label, parameter.description ? el('div', { class: 'quiet' }, parameter.description) : '') };
}

function bodyEditor(reference) {
  const body = resolve(reference);
  const kinds = Object.keys(body.content || {});
  const schema = body.content[kinds[0]].schema;
  const start = example(schema);
  const text = el('textarea', { spellcheck: false, autocomplete: 'off' });
  text.value = start === null ? '' : JSON.stringify(start, null, 2);
  text.rows = Math.min(14, text.value.split('\n').length + 1);
  const select = el('select', {}, ...kinds.map((kind) => el('option', { value: kind }, kind)));
  const view = el('div', {},
    el('h3', {}, 'Body'),
    el('div', { class: 'fields' },
      kinds.length > 1 ? el('label', {}, 'Content type', select) : '',
      el('label', {}, body.required ? 'JSON' : 'JSON, may be left empty', text)),
    schemaView(schema));
  return { view, text, type: () => select.value };
}

function operationView(path, method, operation, shared) {
  const secured = (operation.security || []).length > 0;
  const details = el('details', { class: 'operation', id: operation.operationId || `${method}${path}` },
    el('summary', {},
      el('span', { class: `method ${method}` }, method.toUpperCase()),
      el('span', { class: 'path' }, path),
      el('span', { class: 'quiet' }, operation.summary || ''),
      secured ? el('span', { class: 'lock' }, 'session') : ''));
  if (operation.deprecated) details.classList.add('deprecated');
  details.dataset.text = [method, path, operation.summary, operation.operationId, ...(operation.tags || [])].join(' ').toLowerCase();
  const fill = () => {
    if (details.open && details.children.length === 1) {
      details.append(insideView(path, method, operation, shared));
    }
  };
  details.addEventListener('toggle', fill);
  return details;
}

function insideView(path, method, operation, shared) {
  const inside = el('div', { class: 'inside' });
  const fields = shared.concat(operation.parameters || []).map(resolve)
    .filter((parameter) => parameter.in !== 'cookie').map(parameterField);
  const body = operation.requestBody ? bodyEditor(operation.requestBody) : null;
  if (operation.description) inside.append(el('p', {}, operation.description));
  const form = el('form');
  if (fields.length) form.append(el('h3', {}, 'Parameters'), el('div', { class: 'fields' }, ...fields.map((field) => field.view)));
  if (body) form.append(body.view);
  const button = el('button', { type: 'submit' }, 'Send');
  const answer = el('div', { class: 'answer' });
  answer.setAttribute('aria-live', 'polite');
  const warning = method === 'get' ? '' : el('span', { class: 'quiet' }, 'This changes real data.');
  form.append(el('div', { class: 'send' }, button, warning), answer);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    answer.replaceChildren(...await send(path, method, fields, body));
    button.disabled = false;
  });
  inside.append(form, el('h3', {}, 'Answers'),
    el('div', { class: 'responses' }, ...Object.entries(operation.responses || {}).map(responseView)));
  return inside;
}

// -- Sending

function target(path, fields) {
  const filled = path.replace(/\{\*?([^}]+)\}/g, (whole, name) => {
    const field = fields.find(({ parameter }) => parameter.in === 'path' && parameter.name === name);
    return field ? encodeURIComponent(field.input.value) : whole;
  });
  // The page stands beside the routes: /auth/reference and /auth/ok.
  const url = new URL(`.${filled}`, new URL('.', location.href));
  for (const { parameter, input } of fields) {
    if (parameter.in === 'query' && input.value) url.searchParams.append(parameter.name, input.value);
  }
  return url;
}

function requestOf(method, fields, body) {
  const headers = new Headers({ accept: 'application/json' });
  const bearer = byId('bearer').value.trim();
  if (bearer) headers.set('authorization', `Bearer ${bearer}`);
  for (const { parameter, input } of fields) {
    if (parameter.in === 'header' && input.value) headers.set(parameter.name, input.value);
  }
  const request = { method: method.toUpperCase(), headers, credentials: 'same-origin', redirect: 'manual', cache: 'no-store' };
  const text = body ? body.text.value.trim() : '';
  if (text) {
    headers.set('content-type', body.type());
    request.body = body.type() === FORM ? new URLSearchParams(JSON.parse(text)).toString() : text;
  }
  return request;
}

async function send(path, method, fields, body) {
  const begun = performance.now();
  try {
    const response = await fetch(target(path, fields), requestOf(method, fields, body));
    const text = await response.text();
    return answerView(response, text, Math.round(performance.now() - begun));
  } catch (error) {
    return [el('p', { class: 'bad' }, `Not sent: ${error.message}`)];
  }
}

function answerView(response, text, milliseconds) {
  if (response.type === 'opaqueredirect') {
    return [el('p', {}, el('span', { class: 'good' }, 'Redirect'), ' Browsers do not tell pages where to.')];
  }
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return [
    el('p', {}, el('span', { class: response.ok ? 'good' : 'bad' }, `${response.status} ${response.statusText}`.trim()),
      el('span', { class: 'quiet' }, ` in ${milliseconds} ms`)),
    el('details', {}, el('summary', {}, 'Headers'), el('pre', {}, headers)),
    el('pre', { tabIndex: 0 }, pretty(text) || '(empty)'),
  ];
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// -- The page

function grouped() {
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths || {})) {
    for (const method of METHODS.filter((name) => item[name])) {
      const tag = (item[method].tags || [])[0] || 'Other';
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operationView(path, method, item[method], item.parameters || []));
    }
  }
  return [...groups].sort(([one], [other]) => one.localeCompare(other));
}

function show() {
  document.title = `${api.info.title} – API reference`;
  byId('title').textContent = api.info.title;
  const server = ((api.servers || [])[0] || {}).url || '';
  byId('about').textContent = `${server} · version ${api.info.version} · OpenAPI ${api.openapi}`;
  for (const [tag, operations] of grouped()) {
    const id = `group-${tag.replace(/[^A-Za-z0-9]+/g, '-')}`;
    byId('operations').append(el('section', { id }, el('h2', {}, tag), ...operations));
    byId('groups').append(el('li', {},
      el('a', { href: `#${id}` }, tag, el('span', { class: 'quiet' }, String(operations.length)))));
  }
  byId('note').textContent = '';
}

function find() {
  const words = byId('find').value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const section of document.querySelectorAll('main section')) {
    const operations = [...section.querySelectorAll('.operation')];
    for (const operation of operations) {
      operation.hidden = !words.every((word) => operation.dataset.text.includes(word));
    }
    const left = operations.filter((operation) => !operation.hidden).length;
    section.hidden = left === 0;
    found += left;
  }
  byId('note').textContent = found ? '' : 'Nothing found.';
}

function openHash() {
  const wanted = byId(decodeURIComponent(location.hash.slice(1)));
  if (wanted && wanted.matches('.operation')) {
    wanted.open = true;
    wanted.scrollIntoView();
  }
}

async function start() {
  if (matchMedia('(max-width: 52rem)').matches) byId('contents').open = false;
  try {
    const response = await fetch('reference/openapi.json');
    if (!response.ok) throw new Error(`status ${response.status}`);
    api = await response.json();
    show();
    openHash();
  } catch (error) {
    byId('note').textContent = `The document could not be loaded: ${error.message}`;
  }
}

byId('find').addEventListener('input', find);
addEventListener('hashchange', openHash);
start();
