// Lets the pages' modules find the client's where the hub serves them: under /client/.

import { register } from 'node:module';

const folder = new URL('../../../../client-js/src/main/resources/dev/tidings/client/', import.meta.url);
const hooks = `
  export function resolve(specifier, context, next) {
    const found = specifier.startsWith('/client/') ? new URL(specifier.slice(8), '${folder}').href : specifier;
    return next(found, context);
  }`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
