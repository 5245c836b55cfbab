import { imagePin, isWindowsImage } from "../../../swarm/image";

const sha = `sha256:${"0a".repeat(32)}`;

it.each([
  ["nginx", {}],
  ["nginx:1.27", { tag: "1.27" }],
  ["registry:5000/nginx", {}],
  ["registry:5000/shop/nginx:1.27", { tag: "1.27" }],
  [`nginx@${sha}`, { digest: sha }],
  [`nginx:1.27@${sha}`, { tag: "1.27", digest: sha }],
  ["nginx@sha256:abc", {}],
  ["nginx:1.27@latest", { tag: "1.27" }],
  ["nginx:", {}],
  ["", {}],
])("reads %j", (image, pin) => {
  expect(imagePin(image)).toEqual(pin);
});

it.each([
  ["mcr.microsoft.com/windows/nanoserver:ltsc2022", true],
  ["mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-ltsc2022", true],
  ["golang:1.23-windowsservercore", true],
  ["registry.example.com/shop/windows-of-the-house:1", false],
  ["nginx:1.27", false],
])("knows whether %j is for Windows: %j", (image, isWindows) => {
  expect(isWindowsImage(image)).toBe(isWindows);
});
