import { routePrefix } from '../../entrance.ts';
import { html } from '../markup.ts';
import type { PageFiles } from './page-files.ts';

/** Where the page of the API gets its codes, below the base path: the same below every prefix, so that one redirect URI is enough. */
export const callbackPath = `${routePrefix}/swagger/oauth2-redirect.html`;

/** Hands what came back to the window that opened this one, and closes. */
export const callbackPage = ({ callback }: PageFiles, basePath: string): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Signed in</title>
<script src="${basePath}${routePrefix}/swagger/assets/${callback}"></script>
</head>
<body><p>Close this window and go back to the description of the API.</p></body>
</html>
`.toString();
