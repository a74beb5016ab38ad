import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settings, variableName } from './settings.ts';
import { unknownVariables } from './variables.ts';

const value = 's3cret';

describe('variables that are called like settings', () => {
  it('are told with what was probably meant, and never with their values', () => {
    const environment = { GATEHOUSE_EXTERNL_URL: value, GATEHOUSE_WIZARD: value };
    assert.deepEqual(unknownVariables(environment), [
      { name: 'GATEHOUSE_EXTERNL_URL', meant: 'GATEHOUSE_EXTERNAL_URL' },
      { name: 'GATEHOUSE_WIZARD' },
    ]);
  });

  it('are not told when they mean something', () => {
    const names = [...Object.keys(settings).map(variableName), 'GATEHOUSE_CONFIG', 'GATEHOUSE_NEW_INSTALLATION_KEY'];
    assert.deepEqual(unknownVariables(Object.fromEntries(names.map((name) => [name, value]))), []);
  });

  it('are not told when Kubernetes or Docker set them for a service of that name', () => {
    const ofServices = {
      GATEHOUSE_SERVICE_HOST: '10.0.0.1',
      GATEHOUSE_SERVICE_PORT: '80',
      GATEHOUSE_SERVICE_PORT_HTTP: '80',
      GATEHOUSE_PORT_80_TCP: 'tcp://10.0.0.1:80',
      GATEHOUSE_PORT_80_TCP_PROTO: 'tcp',
      GATEHOUSE_PORT_80_TCP_PORT: '80',
      GATEHOUSE_PORT_80_TCP_ADDR: '10.0.0.1',
      GATEHOUSE_DB_PORT: 'tcp://10.0.0.2:5432',
      GATEHOUSE_DB_SERVICE_HOST: '10.0.0.2',
    };
    assert.deepEqual(unknownVariables({ ...ofServices, PATH: '/bin', GATEHOUSES: value }), []);
  });
});
