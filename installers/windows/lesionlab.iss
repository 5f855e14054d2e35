; Installer for Windows, made by Inno Setup 6 from what `pyinstaller build.spec` wrote:
;   iscc /DVersion=0.1.0 installers\windows\lesionlab.iss
; NOT YET RUN: written without a Windows computer at hand. See README.md beside this file.

#ifndef Version
  #error Say which version it is: iscc /DVersion=... installers\windows\lesionlab.iss
#endif
#define Root "..\.."
#define Program Root + "\dist\LesionLab"

[Setup]
AppId={{7E0B5B0C-5B0F-4C1B-9B7C-4F7F1E0C9A51}
AppName=LesionLab
AppVersion={#Version}
AppPublisher=The LesionLab authors
VersionInfoVersion={#Version}
LicenseFile={#Root}\LICENSE
DefaultDirName={autopf}\LesionLab
DefaultGroupName=LesionLab
DisableProgramGroupPage=yes
; Without an administrator it is installed for one person.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir={#Root}\dist
OutputBaseFilename=LesionLab-{#Version}-windows-x64
SetupIconFile={#Root}\build\build\LesionLab.ico
UninstallDisplayIcon={app}\LesionLab.exe
Compression=lzma2/normal
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.RunType=LesionLab run
de.RunType=LesionLab-Lauf
en.AddToPath=Offer the command lesionlab in new terminals
de.AddToPath=Den Befehl lesionlab in neuen Terminals anbieten

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "path"; Description: "{cm:AddToPath}"; Flags: unchecked

[Files]
Source: "{#Program}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Dirs]
; Where an administrator puts weight files for all users of this computer.
Name: "{app}\weights"

[Icons]
Name: "{autoprograms}\LesionLab"; Filename: "{app}\LesionLab.exe"
Name: "{autodesktop}\LesionLab"; Filename: "{app}\LesionLab.exe"; Tasks: desktopicon

[Registry]
; The file of a run is opened by a double click.
Root: HKA; Subkey: "Software\Classes\.lesionrun"; ValueType: string; ValueData: "LesionLab.Run"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\LesionLab.Run"; ValueType: string; ValueData: "{cm:RunType}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\LesionLab.Run\DefaultIcon"; ValueType: string; ValueData: "{app}\LesionLab.exe,0"
Root: HKA; Subkey: "Software\Classes\LesionLab.Run\shell\open\command"; ValueType: string; ValueData: """{app}\LesionLab.exe"" ""%1"""
; Pictures keep their program: LesionLab is offered by "Open with".
Root: HKA; Subkey: "Software\Classes\Applications\LesionLab.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "LesionLab"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\LesionLab.exe\shell\open\command"; ValueType: string; ValueData: """{app}\LesionLab.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\LesionLab.exe\SupportedTypes"; ValueType: string; ValueName: ".jpg"
Root: HKA; Subkey: "Software\Classes\Applications\LesionLab.exe\SupportedTypes"; ValueType: string; ValueName: ".jpeg"
Root: HKA; Subkey: "Software\Classes\Applications\LesionLab.exe\SupportedTypes"; ValueType: string; ValueName: ".png"
Root: HKA; Subkey: "Software\Classes\Applications\LesionLab.exe\SupportedTypes"; ValueType: string; ValueName: ".tif"
Root: HKA; Subkey: "Software\Classes\Applications\LesionLab.exe\SupportedTypes"; ValueType: string; ValueName: ".tiff"
Root: HKA; Subkey: "Software\Classes\Applications\LesionLab.exe\SupportedTypes"; ValueType: string; ValueName: ".bmp"
Root: HKA; Subkey: "Software\Classes\Applications\LesionLab.exe\SupportedTypes"; ValueType: string; ValueName: ".webp"
Root: HKA; Subkey: "Software\Classes\Applications\LesionLab.exe\SupportedTypes"; ValueType: string; ValueName: ".dcm"
; The command, for who installs it: their own path where it is installed for one person.
Root: HKA; Subkey: "{code:PathKey}"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath

[Run]
Filename: "{app}\LesionLab.exe"; Description: "{cm:LaunchProgram,LesionLab}"; Flags: nowait postinstall skipifsilent

[Code]
function PathKey(Param: String): String;
begin
  if IsAdminInstallMode then
    Result := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  else
    Result := 'Environment';
end;

function NotOnPath: Boolean;
var
  Path: String;
begin
  if not RegQueryStringValue(HKA, PathKey(''), 'Path', Path) then
    Path := '';
  Result := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Path) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path, Rest: String;
begin
  if Step <> usPostUninstall then
    exit;
  if RegQueryStringValue(HKA, PathKey(''), 'Path', Path) then
  begin
    Rest := Path;
    StringChangeEx(Rest, ';' + ExpandConstant('{app}'), '', True);
    if Rest <> Path then
      RegWriteExpandStringValue(HKA, PathKey(''), 'Path', Rest);
  end;
end;
