import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRegisteredUri } from './redirect-uri.ts';

test('a redirect URI is compared character by character', () => {
  const registered = ['https://app.example.test/callback', 'http://localhost:8104/oidc/login'];
  for (const uri of registered) assert.ok(isRegisteredUri(registered, uri));
  for (const uri of [
    'https://app.example.test/callback/',
    'https://app.example.test/callback?x=1',
    'https://app.example.test/callback#x',
    'https://APP.example.test/callback',
    'https://app.example.test:443/callback',
    'https://app.example.test/callback/../other',
    'https://app.example.test@evil.test/callback',
    'http://localhost:8105/oidc/login',
    'http://localhost/oidc/login',
    '',
  ]) {
    assert.ok(!isRegisteredUri(registered, uri), uri);
  }
});

test('a redirect URI that is none counts for nothing, though it is registered', () => {
  for (const uri of ['https://x;frame-ancestors/cb', 'http://localhost:99999/cb', '/cb']) {
    assert.ok(!isRegisteredUri([uri], uri), uri);
  }
});

test('a loopback address registered without a port matches every port, and nothing else', () => {
  const registered = ['http://127.0.0.1/callback', 'http://localhost'];
  for (const uri of ['http://127.0.0.1:1/callback', 'http://127.0.0.1:65535/callback', 'http://localhost:8085']) {
    assert.ok(isRegisteredUri(registered, uri), uri);
  }
  for (const uri of [
    'http://127.0.0.1:8085/callback/',
    'http://127.0.0.1:8085@evil.test/callback',
    'http://127.0.0.1:123456/callback',
    'http://127.0.0.1:99999/callback',
    'http://127.0.0.1:/callback',
    'https://127.0.0.1:8085/callback',
    'http://localhost:80.evil.test',
    'http://localhost:8085/',
    'http://localhost.evil.test',
  ]) {
    assert.ok(!isRegisteredUri(registered, uri), uri);
  }
});
