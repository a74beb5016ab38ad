/** People and things of `examples/hogwarts.yaml`, and what its Owl Post adds, for the examples of the document. */

export const hogwarts = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';
export const owlPost = '467ef653-cafa-41ae-9c0f-19fee3c7932a';
export const automationUsers = 'cdc34b5b-77d2-4ae1-9744-209d21ce557d';
export const ids = {
  luna: '0c2f6a1d-4b7e-4d39-9a58-6e1f3b7c2d40',
  army: '2e4b8c3f-6d90-4f5b-9c7a-80315d9e4f62',
  owl: '3f5c9d40-7ea1-406c-8d8b-91426eaf5073',
  beauxbatons: '406dae51-8fb2-417d-9e9c-a2537fb06184',
  tower: '517ebf62-90c3-428e-8fad-b36480c17295',
  token: '628fc073-a1d4-439f-90be-c47591d283a6',
};
export const exampleTime = '2026-09-01T09:00:00Z';
export const exampleExpiry = '2099-12-24T00:00:00Z';

export const harry = {
  objectType: 'DirectoryUser',
  source: 'local',
  identifier: 'har-3107',
  name: 'harry.potter',
  email: 'harry@hogwarts.example',
  displayName: 'Harry Potter',
  firstName: 'Harry',
  lastName: 'Potter',
  ...{ jobTitle: null, companyName: null, city: null, department: null },
  ...{ extensionUserAttributes: {}, externalId: null, creationTime: exampleTime },
};
