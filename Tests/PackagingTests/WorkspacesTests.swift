import Packaging
import Testing

@Suite struct WorkspacesTests {
    static let members = [
        "packages/a/package.json": "{}", "packages/b/package.json": "{}", "packages/b/node_modules/c/package.json": "{}",
        "apps/d/package.json": "{}", "packages/e.txt": ""
    ]

    @Test(arguments: [
        (#"{"workspaces":["packages/*"]}"#, ["packages/a", "packages/b"]),
        (#"{"workspaces":{"packages":["./packages/*/","apps/d"]}}"#, ["apps/d", "packages/a", "packages/b"]),
        (#"{"workspaces":["packages/*","!packages/b"]}"#, ["packages/a"]), (#"{"workspaces":5}"#, []), ("{}", [])
    ])
    func membersOfAManifest(_ manifest: String, _ expected: [String]) {
        let tree = FileTree.inMemory(Self.members.merging(["package.json": manifest]) { $1 })
        #expect(Workspaces.members(of: .root, in: tree).map(\.text) == expected)
    }

    @Test func membersOfAPnpmWorkspace() {
        let tree = FileTree.inMemory(
            Self.members.merging(["package.json": "{}", "pnpm-workspace.yaml": "packages:\n  - 'apps/**'\n"]) { $1 })
        #expect(Workspaces.members(of: .root, in: tree).map(\.text) == ["apps/d"])
    }
}
