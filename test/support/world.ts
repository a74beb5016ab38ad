import { fileURLToPath } from 'node:url';

/** What `examples/hogwarts.yaml` holds, as far as tests speak of it. */
export const world = {
  seedFile: fileURLToPath(new URL('../../examples/hogwarts.yaml', import.meta.url)),
  organization: { id: '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b', name: 'Hogwarts' },
  tenant: 'Gryffindor',
  harry: { id: 'har-3107', password: 'al0h0m0ra-account' },
  application: { id: '467ef653-cafa-41ae-9c0f-19fee3c7932a', secret: 'example-secret-of-owl-post' },
  otherOrganization: { id: 'e1c20cd0-1a70-483b-a6f0-6650ae242e4d', name: 'Durmstrang', userId: 'viktor' },
  otherApplication: { id: '79b6333e-fe31-423e-82e0-4c1ae9153433', secret: 'example-secret-of-raven-post' },
} as const;
